package org.consilium.server.config;

import java.util.List;

/**
 * The relays clients are told of.
 *
 * @param urls {@code turn:host:port?transport=udp} and the like (RFC 7065); empty for none
 * @param secret shared with the relay, from which each client's credential is derived
 * @param lifetimeSeconds of a credential
 */
public record TurnConfig(List<String> urls, String secret, int lifetimeSeconds) {
    public TurnConfig {
        urls = List.copyOf(urls);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "TurnConfig" + urls;
    }
}
