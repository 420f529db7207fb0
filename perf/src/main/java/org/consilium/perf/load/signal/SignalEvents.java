package org.consilium.perf.load.signal;

/** What the server says, on the thread of the executor given at connecting. */
public interface SignalEvents {
    /**
     * We are in the room.
     *
     * @param hasVideo whether somebody there publishes video already
     */
    void onJoined(boolean hasVideo);

    /** The description of the connection on which we receive. */
    void onOffer(int id, String sdp);

    /** The answer to our offer of the connection on which we send. */
    void onAnswer(String sdp);

    /** One candidate of the server, beginning with {@code candidate:}. */
    void onCandidate(boolean publisher, String candidate);

    /** A track that was wished for may be offered now. */
    void onTrackPublished(String cid);

    /** The server sends us away, or the connection is gone. May come more than once. */
    void onClosed(String reason);
}
