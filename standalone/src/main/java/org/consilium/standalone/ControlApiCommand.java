package org.consilium.standalone;

import java.util.concurrent.Callable;
import org.consilium.control.ControlApiProgram;
import picocli.CommandLine.Command;

/** The control API as a program of its own; configured by {@code CONSILIUM_API_*} variables. */
@Command(name = "control-api", description = "Run the control API alone.")
final class ControlApiCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        ControlApiProgram.main(new String[0]);
        return 0;
    }
}
