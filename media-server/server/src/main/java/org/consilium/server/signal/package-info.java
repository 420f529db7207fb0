/**
 * Signalling: the WebSocket over which clients join rooms and negotiate, and the HTTP around it.
 * With {@code admin} the only place where messages of the client protocol meet the core's commands
 * and events. Speaks HTTP with Jetty; imports the core's room package and {@code signal.token}.
 *
 * <p>Every connection has a virtual thread that writes; Jetty's threads read. Both meet the room
 * only through {@link org.consilium.server.signal.RoomCommands} and the {@link
 * org.consilium.server.signal.Outbox}.
 */
@NullMarked
package org.consilium.server.signal;

import org.jspecify.annotations.NullMarked;
