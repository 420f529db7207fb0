package org.consilium.media.peer;

import org.consilium.media.ice.IceState;
import org.consilium.media.sctp.DataChannel;

/** What a peer connection tells its owner, on the loop. Arrays are borrowed until return. */
public interface PeerEvents {
    /** ICE and DTLS are up: media can flow. Once. */
    void onConnected();

    /** Connectivity changed. */
    void onIceState(IceState state);

    /** One authenticated RTP packet in plain text; the array may be changed. */
    void onRtp(byte[] array, int offset, int length, long nowNanos);

    /** One authenticated compound RTCP packet in plain text. */
    void onRtcp(byte[] array, int offset, int length, long nowNanos);

    /** Data channels can be opened and used. */
    void onDataConnected();

    /** A data channel of either side can be used. */
    void onChannelOpen(DataChannel channel);

    /** A data channel is closed. */
    void onChannelClosed(DataChannel channel);

    /** One message, owned by the receiver. */
    void onMessage(DataChannel channel, boolean binary, byte[] message);

    /**
     * The data channels are gone, all at once. The peer may begin new ones, which {@link
     * #onDataConnected} tells.
     */
    void onDataEnd();

    /** DTLS failed or was closed by the peer. */
    void onTransportEnd();
}
