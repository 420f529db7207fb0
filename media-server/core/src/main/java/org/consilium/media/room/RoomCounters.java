package org.consilium.media.room;

/**
 * Counts what the rooms of one engine do. Plain fields: single writer, the loop; readers on other
 * threads are given copies.
 */
public final class RoomCounters {
    public final MediaQuality quality = new MediaQuality();
    public long nacksReceived;
    public long nacksSent;
    public long keyframeRequestsReceived;
    public long keyframeRequestsSent;
    public long packetsForwarded;
    public long packetsRetransmitted;
    public long dataPacketsForwarded;

    /** Data packets that a slow receiver's full queue did not take. */
    public long dataPacketsDropped;

    /** Data packets that were no packets, or came from somebody who may not send any. */
    public long dataPacketsRefused;
}
