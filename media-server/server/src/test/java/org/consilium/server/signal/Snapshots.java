package org.consilium.server.signal;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consilium.media.room.EndReason;
import org.consilium.media.room.ParticipantKind;
import org.consilium.media.room.ParticipantSnapshot;
import org.consilium.media.room.ParticipantState;
import org.consilium.media.room.Permissions;
import org.consilium.media.room.RoomSettings;
import org.consilium.media.room.RoomSnapshot;
import org.consilium.media.room.TrackKind;
import org.consilium.media.room.TrackRequest;
import org.consilium.media.room.TrackSnapshot;
import org.consilium.media.room.TrackSource;
import org.consilium.media.room.VideoLayer;

/** Snapshots for tests, with everything set that can be. */
public final class Snapshots {
    public static final Permissions ALL =
            new Permissions(true, true, true, Set.of(), false, false, false, false, false);

    private Snapshots() {}

    public static RoomSnapshot room(String name, int participants) {
        return new RoomSnapshot(
                "RM_" + name,
                name,
                RoomSettings.DEFAULT,
                "room metadata",
                1_700_000_000_123L,
                participants,
                1,
                false);
    }

    public static ParticipantSnapshot participant(String sid, String identity) {
        return participant(sid, identity, ParticipantState.ACTIVE, 1, List.of(), ALL);
    }

    public static ParticipantSnapshot participant(
            String sid,
            String identity,
            ParticipantState state,
            int version,
            List<TrackSnapshot> tracks,
            Permissions permissions) {
        return new ParticipantSnapshot(
                sid,
                identity,
                "Name of " + identity,
                "metadata of " + identity,
                Map.of("key", "value"),
                state,
                ParticipantKind.STANDARD,
                permissions,
                !tracks.isEmpty(),
                1_700_000_001_456L,
                version,
                17,
                2,
                List.of(1, 2),
                tracks,
                EndReason.CLIENT_INITIATED);
    }

    public static TrackSnapshot camera(String sid, boolean muted) {
        return new TrackSnapshot(
                sid,
                "client-track",
                "camera",
                TrackKind.VIDEO,
                TrackSource.CAMERA,
                muted,
                1280,
                720,
                true,
                List.of(
                        new VideoLayer(0, 320, 180, 150_000, "q", 11),
                        new VideoLayer(1, 640, 360, 500_000, "h", 12),
                        new VideoLayer(2, 1280, 720, 1_700_000, "f", 13)),
                List.of(new TrackRequest.Codec("", "client-track")),
                "video/VP8",
                "1",
                "camera",
                false,
                false,
                false,
                Set.of(),
                0,
                0);
    }
}
