package dev.dunlin.benchmarks.overtcp;

import dev.dunlin.benchmarks.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/**
 * An ActiveMQ Artemis broker that keeps messages in memory alone, on the port that is its argument, until its input ends.
 * Publishers are held up where half of the heap waits.
 */
final class ArtemisProcess {

    /** Held, since a logger that nobody holds forgets its level: otherwise the audit log has some lines for each message. */
    private static final Logger AUDIT = Logger.getLogger("org.apache.activemq.audit");

    private ArtemisProcess() {}

    public static void main(String[] arguments) throws IOException {
        Child.endOnFailure();
        start(Integer.parseInt(arguments[0]));
        System.out.println("ready");
        while (System.in.read() >= 0) {
            // Nothing is said to it.
        }
        Runtime.getRuntime().halt(0);
    }

    /** Starts one in this process. */
    static EmbeddedActiveMQ start(int port) throws IOException {
        AUDIT.setLevel(Level.WARNING);
        Path folder = Files.createTempDirectory("dunlin-bench-artemis-");
        folder.toFile().deleteOnExit();
        try {
            Configuration configuration = new ConfigurationImpl()
                    .setPersistenceEnabled(false)
                    .setSecurityEnabled(false)
                    .setJMXManagementEnabled(false)
                    .setJournalDirectory(folder.resolve("journal").toString())
                    .setBindingsDirectory(folder.resolve("bindings").toString())
                    .setPagingDirectory(folder.resolve("paging").toString())
                    .setLargeMessagesDirectory(folder.resolve("large").toString())
                    .setMaxDiskUsage(-1)
                    .addAcceptorConfiguration("tcp", "tcp://127.0.0.1:" + port + "?tcpNoDelay=true")
                    .addAddressSetting(
                            "#",
                            new AddressSettings()
                                    .setAddressFullMessagePolicy(AddressFullMessagePolicy.BLOCK)
                                    .setMaxSizeBytes(Runtime.getRuntime().maxMemory() / 2));
            return new EmbeddedActiveMQ().setConfiguration(configuration).start();
        } catch (Exception e) {
            throw new IOException("Artemis does not start on port " + port, e);
        }
    }
}
