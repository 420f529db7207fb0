package org.consilium.control.http;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.glassfish.jersey.jetty.JettyHttpContainer;
import org.glassfish.jersey.server.ContainerFactory;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;

/**
 * The REST API as a Jetty handler: takes {@code /api/…} and {@code /internal/media-webhooks},
 * leaves everything else to the next one.
 */
public final class RestHandler extends Handler.Wrapper {
    /** Prefix of every public resource. */
    public static final String V1 = "/api/v1";

    /**
     * Where the media server reports; not under {@link #V1}, so that a proxy can keep it inside.
     */
    public static final String MEDIA_WEBHOOKS = "/internal/media-webhooks";

    public RestHandler(Iterable<?> resources, Authenticator authenticator, TokenBuckets general) {
        // Jersey warns about every provider it would rather construct itself.
        Logger.getLogger("org.glassfish.jersey").setLevel(Level.SEVERE);
        var config = new ResourceConfig();
        config.property(ServerProperties.WADL_FEATURE_DISABLE, true);
        config.property(ServerProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true);
        config.property(ServerProperties.METAINF_SERVICES_LOOKUP_DISABLE, true);
        config.property(ServerProperties.BV_FEATURE_DISABLE, true);
        config.register(new HeadersFilter());
        config.register(new AccessFilter(authenticator, general));
        config.register(new ProblemMapper());
        config.register(new JsonBody());
        resources.forEach(config::register);
        setHandler(ContainerFactory.createContainer(JettyHttpContainer.class, config));
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        var path = Request.getPathInContext(request);
        return (path.startsWith("/api/") || path.equals(MEDIA_WEBHOOKS))
                && super.handle(request, response, callback);
    }
}
