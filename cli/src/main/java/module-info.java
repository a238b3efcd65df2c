/** The dunlin command. */
module dev.dunlin.cli {
    requires java.logging;
    requires dev.dunlin.core;
    requires dev.dunlin.criu;
    requires dev.dunlin.transport.inmemory;
    requires dev.dunlin.transport.netty;
    requires info.picocli;
    requires static org.jspecify;

    opens dev.dunlin.cli to
            info.picocli;
}
