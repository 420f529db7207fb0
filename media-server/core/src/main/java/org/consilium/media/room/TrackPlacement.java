package org.consilium.media.room;

import org.consilium.media.peer.negotiation.DownstreamTrack;

/**
 * How the tracks that a participant receives find a section in its client's description. Single
 * writer: the room's loop.
 */
interface TrackPlacement {
    /** The participant has entered: what there is to say first is said. */
    void begin();

    /** A track that is to be sent. */
    void add(DownstreamTrack track);

    /** A track that is not to be sent any more; its section is kept for the next one. */
    void remove(String trackId);

    /** The client is back on a new signalling connection: ICE begins anew. */
    void restart();

    /** Applies an answer of the client; false when it cannot be. */
    boolean onAnswer(int id, String sdp);

    /** Runs what is due; false when the client has not done its part in time. */
    boolean onTick(long nowNanos);
}
