package dev.dunlin.cli;

import dev.dunlin.broker.BrokerConfig.WhenFull;
import dev.dunlin.broker.Position;
import dev.dunlin.call.Agreement;
import dev.dunlin.criu.move.MigrationConfig;
import dev.dunlin.transport.ServerMode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The entry of the {@code dunlin} command. */
@Command(
        name = "dunlin",
        description = "A broker that keeps each message for a time, from a shell.",
        versionProvider = Main.Version.class,
        subcommands = HelpCommand.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:All went well, or ended as asked: a signal, --count, --timeout, or nobody reads the output any more",
            "3:The replicas of a call gave answers on which too few of them agree",
            "4:Fewer replicas answered a call than must agree",
            "64:The command line is wrong",
            "65:What was asked is refused for good: a message too large, a request not allowed, a process that cannot be frozen",
            "66:The input cannot be read",
            "69:Nobody answers, the connection is lost, or the address to listen at is not to be had",
            "70:A fault of dunlin itself, or a check of the demo or a promise in a simulation that failed",
            "74:The output cannot be written",
            "75:The server refuses for now, or there was no time to finish: try again",
            "76:What answers is no Dunlin server"
        })
public final class Main implements Runnable {

    private static final int HELP_COLUMNS = 100;
    private static final String FLIGHT_EVENTS = "io.netty.jfr.enabled";

    private final Stdio stdio;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Show where a failure happened, and all that is logged, each attempt to connect too.")
    private boolean debug;

    @SuppressWarnings("UnusedVariable") // The library acts on it.
    @Option(names = "--version", versionHelp = true, description = "Say which version this is.")
    private boolean version;

    private Main(Stdio stdio) {
        this.stdio = stdio;
    }

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        // Netty's events for the flight recorder take longer to set up than all else that a short command does.
        if (System.getProperty(FLIGHT_EVENTS) == null) {
            System.setProperty(FLIGHT_EVENTS, "false");
        }
        Logs.oneLineEach();
        Stdio stdio = Stdio.system();
        Signals signals = Signals.install(stdio);
        int code = ExitCode.FAULT;
        try {
            code = run(args, stdio, signals);
        } finally {
            signals.exit(code);
        }
    }

    /** Runs one command; gives its exit code. */
    static int run(String[] args, Stdio stdio, Signals signals) {
        StringWriter help = new StringWriter();
        try {
            int code =
                    new Main(stdio).commandLine(signals, new PrintWriter(help)).execute(args);
            if (help.getBuffer().length() > 0) {
                stdio.out().print(help.toString());
                stdio.out().flush();
            }
            return code;
        } catch (RuntimeException | Error e) {
            return complain(stdio, e, false);
        }
    }

    @Override
    public void run() {
        throw new CommandFailure(
                ExitCode.USAGE,
                "name a command: serve, publish, subscribe, topics, stats, ping, replica, call, simulate, demo, aphorisms,"
                        + " doctor, checkpoint, restore, inspect, receive, migrate, supervise or help");
    }

    private CommandLine commandLine(Signals signals, PrintWriter help) {
        CommandLine line = new CommandLine(this)
                .addSubcommand(new Serve(stdio, signals))
                .addSubcommand(new Publish(stdio, signals))
                .addSubcommand(new Subscribe(stdio, signals))
                .addSubcommand(new Topics(stdio))
                .addSubcommand(new Stats(stdio, signals))
                .addSubcommand(new Ping(stdio))
                .addSubcommand(new ServeReplica(stdio, signals))
                .addSubcommand(new Call(stdio, signals))
                .addSubcommand(new Simulate(stdio))
                .addSubcommand(new Demo(stdio))
                .addSubcommand(new Aphorisms(stdio, signals))
                .addSubcommand(new Doctor(stdio))
                .addSubcommand(new CheckpointCommand(stdio, signals))
                .addSubcommand(new RestoreCommand(stdio, signals))
                .addSubcommand(new Inspect(stdio))
                .addSubcommand(new Receive(stdio, signals))
                .addSubcommand(new Migrate(stdio))
                .addSubcommand(new Supervise(stdio, signals))
                .addSubcommand(new Rehearse());
        line.addMixin("help", new HelpOption());
        for (CommandLine command : line.getSubcommands().values()) {
            if (!(command.getCommand() instanceof HelpCommand)) {
                command.addMixin("help", new HelpOption());
            }
        }
        return line.registerConverter(Duration.class, explained(Durations::parse))
                .registerConverter(Size.class, explained(Size::parse))
                .registerConverter(Position.class, explained(Positions::parse))
                .registerConverter(OutputFormat.class, explained(OutputFormat::parse))
                .registerConverter(WhenFull.class, explained(Serve::whenFull))
                .registerConverter(Agreement.class, explained(Agreements::parse))
                .registerConverter(MigrationConfig.Mode.class, explained(Migrate::mode))
                .registerConverter(ServerMode.Threads.class, explained(ModeOptions::threads))
                .setUsageHelpWidth(HELP_COLUMNS)
                .setOut(help)
                .setExecutionStrategy(this::execute)
                .setParameterExceptionHandler(this::misused)
                .setExecutionExceptionHandler((failure, command, parsed) -> complain(stdio, failure, debug));
    }

    private int execute(ParseResult parsed) {
        if (!debug) {
            return new RunLast().execute(parsed);
        }
        Logs.showAll();
        try {
            return new RunLast().execute(parsed);
        } finally {
            Logs.reset();
        }
    }

    /** Keeps the reader's own words for what is wrong with a value. */
    private static <T> ITypeConverter<T> explained(Function<String, T> reader) {
        return text -> {
            try {
                return reader.apply(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        };
    }

    private int misused(ParameterException failure, String[] args) {
        String command = failure.getCommandLine().getCommandSpec().qualifiedName();
        String text = String.valueOf(failure.getMessage());
        if (failure instanceof UnmatchedArgumentException unmatched) {
            text = "unknown: " + String.join(" ", unmatched.getUnmatched());
            if (!unmatched.getSuggestions().isEmpty()) {
                text += "; did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?";
            }
        }
        stdio.err().println(command + ": " + text + "; see `" + command + " --help`");
        return ExitCode.USAGE;
    }

    private static int complain(Stdio stdio, Throwable failure, boolean trace) {
        Complaint complaint = Complaint.of(failure);
        if (!complaint.text().isEmpty()) {
            stdio.say(complaint.text());
        }
        if (trace) {
            failure.printStackTrace(stdio.err());
        }
        return complaint.exitCode();
    }

    /** The version that the jar says it is. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"dunlin " + (version == null ? "(from sources)" : version)};
        }
    }
}
