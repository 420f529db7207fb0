package org.consilium.standalone;

import java.util.concurrent.Callable;
import org.consilium.server.MediaServerProgram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The media server as a program of its own. */
@Command(name = "media-server", description = "Run the media server alone.")
final class MediaServerCommand implements Callable<Integer> {
    @Option(names = "--config", paramLabel = "FILE", description = "Its configuration file.")
    private @Nullable String file;

    @Override
    public Integer call() throws InterruptedException {
        MediaServerProgram.main(file == null ? new String[0] : new String[] {"--config", file});
        Thread.currentThread().join();
        return 0;
    }
}
