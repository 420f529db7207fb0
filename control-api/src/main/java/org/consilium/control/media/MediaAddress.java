package org.consilium.control.media;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.net.URI;
import org.consilium.control.http.Origins;
import org.jspecify.annotations.Nullable;

/**
 * The WebSocket address browsers reach the media server by: as configured, or the host they reached
 * us by.
 */
public final class MediaAddress {
    private final @Nullable URI configured;
    private final Origins origins;

    public MediaAddress(MediaConfig config, Origins origins) {
        this.configured = config.clientUrl();
        this.origins = origins;
    }

    public String of(ContainerRequestContext call) {
        return configured != null
                ? configured.toString()
                : origins.baseUrl(call).replaceFirst("^http", "ws");
    }
}
