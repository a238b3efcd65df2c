package dev.dunlin.criu.self;

import dev.dunlin.checkpoint.Checkpointer.Afterwards;
import dev.dunlin.criu.CriuConfig;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;

/**
 * What is asked of the outside.
 *
 * @param pid the process that asks
 * @param directory where its images go, absolute
 * @param afterwards what becomes of it
 * @param config how the tool is driven; engines of containers do not matter
 */
record Request(long pid, Path directory, Afterwards afterwards, CriuConfig config) {

    private static final String MORE = "more.";

    void write(Path file) throws IOException {
        Properties text = new Properties();
        text.setProperty("pid", Long.toString(pid));
        text.setProperty("directory", directory.toString());
        text.setProperty("afterwards", afterwards.name());
        text.setProperty("binary", config.binary().toString());
        text.setProperty("networkLock", config.networkLock().name());
        text.setProperty("tcp", config.tcp().name());
        text.setProperty("shellJob", Boolean.toString(config.shellJob()));
        text.setProperty("fileLocks", Boolean.toString(config.fileLocks()));
        text.setProperty("externalUnix", Boolean.toString(config.externalUnix()));
        text.setProperty("deadline", config.deadline().toString());
        text.setProperty("logLevel", Integer.toString(config.logLevel()));
        for (int i = 0; i < config.more().size(); i++) {
            text.setProperty(MORE + i, config.more().get(i));
        }
        try (Writer writer = Files.newBufferedWriter(file)) {
            text.store(writer, null);
        }
    }

    static Request read(Path file) throws IOException {
        Properties text = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            text.load(reader);
        }
        List<String> more = new java.util.ArrayList<>();
        for (String option = text.getProperty(MORE + 0); option != null; ) {
            more.add(option);
            option = text.getProperty(MORE + more.size());
        }
        CriuConfig config = CriuConfig.builder()
                .binary(Path.of(text.getProperty("binary")))
                .networkLock(CriuConfig.NetworkLock.valueOf(text.getProperty("networkLock")))
                .tcp(CriuConfig.Tcp.valueOf(text.getProperty("tcp")))
                .shellJob(Boolean.parseBoolean(text.getProperty("shellJob")))
                .fileLocks(Boolean.parseBoolean(text.getProperty("fileLocks")))
                .externalUnix(Boolean.parseBoolean(text.getProperty("externalUnix")))
                .deadline(Duration.parse(text.getProperty("deadline")))
                .logLevel(Integer.parseInt(text.getProperty("logLevel")))
                .more(more)
                .build();
        return new Request(
                Long.parseLong(text.getProperty("pid")),
                Path.of(text.getProperty("directory")),
                Afterwards.valueOf(text.getProperty("afterwards")),
                config);
    }
}
