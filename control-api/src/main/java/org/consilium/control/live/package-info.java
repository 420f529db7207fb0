/**
 * Live events over one WebSocket per page (domain.md §4, WebSocket): tickets, topics, resume,
 * limits.
 *
 * <p>Knows nothing of what the topics are about: features register a {@link
 * org.consilium.control.live.TopicSource} and publish. Imports {@code http} only.
 */
@NullMarked
package org.consilium.control.live;

import org.jspecify.annotations.NullMarked;
