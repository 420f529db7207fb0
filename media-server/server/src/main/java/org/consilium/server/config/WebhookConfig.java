package org.consilium.server.config;

import java.net.URI;
import java.util.List;

/**
 * Who is told what happens in rooms.
 *
 * @param urls every one is told everything; empty for nobody
 * @param keyId the API key that signs
 */
public record WebhookConfig(List<URI> urls, String keyId) {
    public WebhookConfig {
        urls = List.copyOf(urls);
    }
}
