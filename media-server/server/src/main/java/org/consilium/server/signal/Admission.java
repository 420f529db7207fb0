package org.consilium.server.signal;

import java.util.List;
import livekit.LivekitRtc.SignalRequest;
import org.consilium.media.room.JoinRequest;
import org.consilium.media.room.RoomSettings;
import org.consilium.server.signal.token.AccessToken;

/**
 * A request to join that passed every check made before its room is asked.
 *
 * @param settings of the room if this join opens it
 * @param roomMetadata of the room if this join opens it
 * @param firstRequests what the client says before its first message
 * @param resume whether the presence {@code resumedSid} is to be resumed
 */
record Admission(
        String room,
        AccessToken token,
        JoinRequest request,
        RoomSettings settings,
        String roomMetadata,
        List<SignalRequest> firstRequests,
        boolean resume,
        String resumedSid) {}
