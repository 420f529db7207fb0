/**
 * Storey 4: rooms, participants, published tracks and subscriptions. Told what people want by
 * {@link org.consilium.media.room.RoomCommand}s and what the network brings by peers; tells the
 * shell what happened by {@link org.consilium.media.room.ParticipantEvent}s (to one person's
 * client) and {@link org.consilium.media.room.RoomEvent}s (to whoever watches rooms). Imports peer
 * and below.
 *
 * <p>Single writer: everything in here runs on the room's loop. Commands, events and snapshots are
 * immutable and may cross threads; nothing else may.
 */
@NullMarked
package org.consilium.media.room;

import org.jspecify.annotations.NullMarked;
