package org.consilium.standalone;

import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program behind the {@code consilium} script: one command per way to run it. */
@Command(
        name = "consilium",
        subcommands = {
            UpCommand.class,
            MediaServerCommand.class,
            ControlApiCommand.class,
            RehearseCommand.class
        },
        mixinStandardHelpOptions = true,
        description = "Self-hosted group consultation.")
public final class Consilium {
    private Consilium() {}

    public static void main(String[] arguments) {
        System.setProperty("org.jboss.logging.provider", "slf4j");
        var line = new CommandLine(new Consilium());
        line.setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                    // A person reads this: what is wrong, not where in our code it was noticed.
                    command.getErr().println("consilium: " + failure.getMessage());
                    if (Arrays.asList(arguments).contains("--stacktrace")) {
                        failure.printStackTrace(command.getErr());
                    }
                    return 1;
                });
        System.exit(line.execute(arguments));
    }
}
