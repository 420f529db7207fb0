package org.consilium.control.live;

import java.time.Instant;

/**
 * One thing that happened in a topic.
 *
 * @param seq per topic, rising by one
 */
public record LiveEvent(long seq, String type, Instant at, Object data) {}
