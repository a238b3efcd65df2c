package dev.dunlin.benchmarks.footprint;

import java.lang.management.ManagementFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/** The bytes of all objects of this process that can be reached, object by object, as the JVM's own histogram has them. */
public final class LiveHeap {

    /** The last line: instances, then bytes. */
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");

    private LiveHeap() {}

    /** Collects garbage, and adds up what is left. */
    public static long bytes() {
        String histogram = histogram();
        Matcher total = TOTAL.matcher(histogram);
        if (!total.find()) {
            throw new IllegalStateException("the histogram has no total: " + histogram);
        }
        return Long.parseLong(total.group(1));
    }

    /** Instances and bytes by class, the largest first. */
    static String histogram() {
        try {
            return (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
        } catch (JMException e) {
            throw new IllegalStateException("this JVM gives no class histogram", e);
        }
    }
}
