package dev.dunlin.cli;

import picocli.CommandLine.Option;

/** The option that every command has. */
final class HelpOption {

    @SuppressWarnings("UnusedVariable") // The library acts on it.
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Say how the command is used.")
    private boolean help;
}
