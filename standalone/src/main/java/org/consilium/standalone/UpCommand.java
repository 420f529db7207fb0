package org.consilium.standalone;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.consilium.server.observe.LogLines;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Everything in one process, until it is told to stop. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Run everything in one process and print the address to open.")
final class UpCommand implements Callable<Integer> {
    @Option(
            names = "--dev",
            description = "A well-known key, demo accounts and an open demo consult.")
    private boolean dev;

    @Option(names = "--http-port", paramLabel = "PORT", defaultValue = "8080")
    private int httpPort;

    @Option(names = "--udp-port", paramLabel = "PORT", defaultValue = "7882")
    private int udpPort;

    @Option(
            names = "--internal-port",
            paramLabel = "PORT",
            defaultValue = "9090",
            description = "Health and metrics; loopback only.")
    private int internalPort;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "Where everything that is kept is kept.")
    private Path data = Path.of("data");

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description =
                    "Where HTTP listens. Browsers give the camera to localhost or HTTPS only.")
    private String bind = "127.0.0.1";

    @Option(
            names = "--public-url",
            paramLabel = "URL",
            defaultValue = "",
            description = "What people open, when a proxy stands in front.")
    private String publicUrl = "";

    @Override
    public Integer call() throws Exception {
        LogLines.install();
        var installation =
                Installation.start(
                        new Installation.Options(
                                dev,
                                InetAddress.getByName(bind),
                                httpPort,
                                udpPort,
                                internalPort,
                                data.toAbsolutePath(),
                                publicUrl));
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("stop")
                                .unstarted(
                                        () -> {
                                            installation.stop();
                                            stopped.countDown();
                                        }));
        System.out.print(installation.greeting());
        System.out.flush();
        stopped.await();
        return 0;
    }
}
