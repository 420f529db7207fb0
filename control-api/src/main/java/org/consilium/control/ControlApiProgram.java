package org.consilium.control;

import java.util.concurrent.CountDownLatch;
import org.consilium.control.http.ProxiedAddress;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.slf4j.LoggerFactory;

/** The control API as its own program, configured by {@code CONSILIUM_API_*} variables. */
public final class ControlApiProgram {
    private ControlApiProgram() {}

    public static void main(String[] arguments) throws Exception {
        if (System.getProperty("logback.configurationFile") == null) {
            System.setProperty("logback.configurationFile", "org/consilium/control/logging.xml");
        }
        var environment = System.getenv();
        ControlApiConfig config;
        int port;
        try {
            config = ControlApiConfig.fromEnvironment(environment);
            port = Integer.parseInt(environment.getOrDefault("CONSILIUM_API_HTTP_PORT", "8080"));
        } catch (ControlApiConfig.InvalidConfig | NumberFormatException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        var bind = environment.getOrDefault("CONSILIUM_API_BIND", "127.0.0.1");
        var api = ControlApi.start(config);
        var server = serve(api, bind, port);
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("shutdown")
                                .unstarted(
                                        () -> {
                                            stop(server, api);
                                            stopped.countDown();
                                        }));
        api.bootstrapToken()
                .ifPresent(
                        token ->
                                System.out.println(
                                        "No administrator yet. One-time token, valid for 24 hours: "
                                                + token));
        System.out.println("ready on http://" + bind + ":" + port(server));
        stopped.await();
    }

    /** A server of its own around the API, started. */
    static Server serve(ControlApi api, String bind, int port) throws Exception {
        var server = new Server(new VirtualThreadPool());
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        if (api.isProxied()) {
            http.addCustomizer(new ProxiedAddress());
        }
        var connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost(bind);
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(new Handler.Sequence(api.webSocketHandler(), api.restHandler()));
        server.start();
        return server;
    }

    static int port(Server server) {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    private static void stop(Server server, ControlApi api) {
        try {
            server.stop();
        } catch (Exception e) {
            LoggerFactory.getLogger(ControlApiProgram.class)
                    .warn("HTTP server did not stop as asked", e);
        }
        api.close();
    }
}
