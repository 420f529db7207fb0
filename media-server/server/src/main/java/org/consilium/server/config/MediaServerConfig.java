package org.consilium.server.config;

import java.util.List;

/**
 * Everything a media server is told when it starts. Read it with {@link ConfigReader}.
 *
 * @param dev a machine for trying: a known key, loopback media, clients may simulate failures
 * @param nodeId names this server to clients and in metrics; empty to make one up
 * @param region told to clients; may be empty
 * @param http signalling and the server API
 * @param internal health and metrics
 * @param keys at least one
 * @param loops media loops, one thread and UDP port each
 * @param maxParticipants most people on this server at once
 * @param drainSeconds how long a stop waits for clients to hear of it
 */
public record MediaServerConfig(
        boolean dev,
        String nodeId,
        String region,
        HttpConfig http,
        HttpConfig internal,
        UdpConfig udp,
        List<ApiKey> keys,
        RoomConfig rooms,
        WebhookConfig webhooks,
        TurnConfig turn,
        int loops,
        int maxParticipants,
        int drainSeconds) {
    public MediaServerConfig {
        keys = List.copyOf(keys);
    }
}
