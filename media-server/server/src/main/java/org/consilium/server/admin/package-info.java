/**
 * The server's interface for other servers: RoomService over Twirp, what is known of the open
 * rooms, and signed webhooks. With {@code signal} the only place where messages of the client
 * protocol meet the core's types. Imports {@code signal} for the shared message forms and tokens.
 *
 * <p>Rooms are asked by commands and watched by {@link org.consilium.media.room.RoomEvent}s;
 * nothing here touches a loop's state.
 */
@NullMarked
package org.consilium.server.admin;

import org.jspecify.annotations.NullMarked;
