package org.consilium.control.live;

import java.time.Duration;

/**
 * Times of the WebSocket; domain.md's values by {@link #standard()}, shorter ones in tests.
 *
 * @param hello how long a connection may stay without its ticket
 * @param ping between pings
 * @param silence without any frame from the client, pongs included
 * @param recheck between looks whether the caller is still who the ticket said
 */
public record LiveLimits(Duration hello, Duration ping, Duration silence, Duration recheck) {
    public static LiveLimits standard() {
        return new LiveLimits(
                Duration.ofSeconds(10),
                Duration.ofSeconds(20),
                Duration.ofSeconds(45),
                Duration.ofSeconds(60));
    }
}
