package org.consilium.server.observe;

import org.consilium.media.room.ParticipantSnapshot;
import org.consilium.media.room.RoomEvent;
import org.consilium.media.room.RoomListener;
import org.consilium.media.room.RoomSnapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what happens in rooms to the log, one line per event, with the ids by which an operator
 * can follow one room or one presence. No names, identities or addresses: those are personal data
 * and live in the control plane's records.
 *
 * <p>Any thread.
 */
public final class RoomEventLog implements RoomListener {
    private static final Logger LOG = LoggerFactory.getLogger(RoomEventLog.class);

    @Override
    public void onEvent(RoomEvent event) {
        switch (event) {
            case RoomEvent.Started started -> LOG.info("event=room-started {}", of(event.room()));
            case RoomEvent.Finished finished ->
                    LOG.info("event=room-finished {}", of(event.room()));
            case RoomEvent.ParticipantAdmitted admitted ->
                    LOG.debug(
                            "event=participant-admitted {} {}",
                            of(event.room()),
                            of(admitted.participant()));
            case RoomEvent.ParticipantJoined joined ->
                    LOG.info(
                            "event=participant-joined {} {}",
                            of(event.room()),
                            of(joined.participant()));
            case RoomEvent.ParticipantLeft left ->
                    LOG.info(
                            "event=participant-left {} {} reason={} wasActive={}",
                            of(event.room()),
                            of(left.participant()),
                            left.participant().endReason(),
                            left.wasActive());
            case RoomEvent.TrackPublished published ->
                    LOG.info(
                            "event=track-published {} {} track={} kind={} source={}",
                            of(event.room()),
                            of(published.participant()),
                            published.track().sid(),
                            published.track().kind(),
                            published.track().source());
            case RoomEvent.TrackUnpublished unpublished ->
                    LOG.info(
                            "event=track-unpublished {} {} track={}",
                            of(event.room()),
                            of(unpublished.participant()),
                            unpublished.track().sid());
            case RoomEvent.Changed changed -> {}
            case RoomEvent.ParticipantChanged changed -> {}
            case RoomEvent.HistoryEnded ended -> {}
        }
    }

    private static String of(RoomSnapshot room) {
        return "room=" + room.sid();
    }

    private static String of(ParticipantSnapshot participant) {
        return "participant=" + participant.sid();
    }
}
