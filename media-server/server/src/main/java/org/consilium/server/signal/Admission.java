package org.consilium.server.signal;

import org.consilium.media.room.JoinRequest;
import org.consilium.media.room.RoomSettings;
import org.consilium.server.signal.token.AccessToken;

/**
 * A request to join that passed every check made before its room is asked.
 *
 * @param resume whether the presence {@code resumedSid} is to be resumed
 */
record Admission(
        String room,
        AccessToken token,
        JoinRequest request,
        RoomSettings settings,
        boolean resume,
        String resumedSid) {}
