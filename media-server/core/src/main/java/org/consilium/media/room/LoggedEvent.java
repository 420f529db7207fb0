package org.consilium.media.room;

/**
 * One line of what happened to a participant, for whoever asks later why a picture stood still.
 * Neither media nor names.
 *
 * @param atMillis since 1970
 * @param subject the track it is about, what the kind says, or empty
 * @param value what the kind says
 */
public record LoggedEvent(long atMillis, Kind kind, String subject, long value) {
    /** What happened; in brackets, what the value means. */
    public enum Kind {
        JOINED,
        ACTIVE,
        SIGNAL_LOST,
        RESUMED,
        /** ICE found a path. */
        ICE_CONNECTED,
        /** Nothing was heard on the path for some seconds. */
        ICE_DISCONNECTED,
        /** The path is dead. */
        ICE_FAILED,
        PUBLISHED,
        UNPUBLISHED,
        SUBSCRIBED,
        UNSUBSCRIBED,
        /** Layers of an own track that arrive (a bit each). */
        LAYERS_RECEIVED,
        /** The highest quality of an own track that anybody watches (0..2, −1 for nobody). */
        WATCHED,
        /** The layer of a track that is sent to the participant (−1 for none). */
        LAYER_SENT,
        /** Keyframes asked of an own track, since the last line about it (number). */
        KEYFRAMES_REQUESTED,
        /** Packets lost on the way to us (per mille of an interval). */
        LOSS_UPSTREAM,
        /** Packets lost on the way to the participant (per mille of an interval). */
        LOSS_DOWNSTREAM,
        /** What the path to the participant is estimated to carry (bit/s). */
        ESTIMATE,
        /** The connection's score (hundredths). */
        SCORE,
        /** Gone; the subject is the {@link EndReason}. */
        ENDED
    }
}
