package org.consilium.media.sctp;

/**
 * What an association tells its owner, always inside a call into the association and on the same
 * thread. A handler may call {@code openChannel}, {@code send}, {@code closeChannel}, {@code
 * shutdown} and {@code abort} of the same association.
 */
public interface SctpEvents {
    /** The association is established; channels may be opened and used. Happens at most once. */
    void onConnected();

    /**
     * A channel can be used: the peer opened it, or it acknowledged one that we opened ({@link
     * DataChannel#isOpenedByPeer()} tells which).
     */
    void onChannelOpen(DataChannel channel);

    /**
     * One whole message. A channel that we opened may deliver before {@link #onChannelOpen}, when
     * the peer's acknowledgement is overtaken by its first unordered message.
     *
     * @param binary false for a text message; its bytes are meant to be UTF-8 and are not checked
     * @param message owned by the receiver; may be empty
     */
    void onMessage(DataChannel channel, boolean binary, byte[] message);

    /**
     * A channel is closed in both directions and its id may serve another one. Not called for the
     * channels that are open when the association ends: {@link #onEnd} covers them.
     */
    void onChannelClosed(DataChannel channel);

    /**
     * What waits to be sent or acknowledged fell to {@link SctpConfig#bufferedLowBytes()} or below
     * after having been above it.
     */
    void onBufferedLow();

    /** The association is over; nothing follows. Called exactly once if it was ever started. */
    void onEnd(SctpEnd end);
}
