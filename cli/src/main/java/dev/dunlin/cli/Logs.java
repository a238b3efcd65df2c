package dev.dunlin.cli;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What the library logs, as a shell sees it: on standard error, a line for each record. */
final class Logs {

    /** What says that the user has set up logging for this JVM. */
    private static final String[] OWN = {
        "java.util.logging.config.file", "java.util.logging.config.class", "java.util.logging.SimpleFormatter.format"
    };

    /** An instant, a level, who says it and what; then the frames of an exception, if there is one. */
    private static final String FORMAT = "%1$tFT%1$tT.%1$tL%1$tz %4$s %3$s %5$s%6$s%n";

    private Logs() {}

    /** Kept, as otherwise their levels are forgotten with them; and not made before they are needed. */
    private static final class Loggers {
        static final Logger LIBRARY = Logger.getLogger("dev.dunlin");
        static final Logger SESSION = Logger.getLogger("dev.dunlin.session");
    }

    /** Gives each record a line, unless the user has set up logging. Before anything is logged. */
    static void oneLineEach() {
        if (!areTheUsers()) {
            System.setProperty("java.util.logging.SimpleFormatter.format", FORMAT);
        }
    }

    private static boolean areTheUsers() {
        for (String property : OWN) {
            if (System.getProperty(property) != null) {
                return true;
            }
        }
        return false;
    }

    /** Lets everything be seen: each attempt to connect, and each connection. */
    static void showAll() {
        level(Level.FINEST, null);
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.setLevel(Level.FINEST);
        }
    }

    /** Leaves what the library logs of its connections to a command, which says it in its own words. */
    static void leaveConnectionsToTheCommand() {
        if (Loggers.LIBRARY.getLevel() == null) {
            level(null, Level.SEVERE);
        }
    }

    /** What is logged is again what is logged without being asked for. */
    static void reset() {
        level(null, null);
    }

    private static void level(@Nullable Level library, @Nullable Level session) {
        Loggers.LIBRARY.setLevel(library);
        Loggers.SESSION.setLevel(session);
    }
}
