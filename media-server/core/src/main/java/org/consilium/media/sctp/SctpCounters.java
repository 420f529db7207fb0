package org.consilium.media.sctp;

/**
 * What an association has counted since it was made. Read on the loop's thread.
 *
 * <p>The fields are written by the classes of this package that see the thing happen.
 */
public final class SctpCounters {
    long packetsSent;
    long packetsReceived;
    long packetsMalformed;
    long packetsBadChecksum;
    long packetsMisdirected;
    long chunksIgnored;
    long chunksWithoutRoom;
    long duplicateTsns;
    long messagesSent;
    long messagesReceived;
    long messagesIgnored;
    long messagesTooLarge;
    long messagesAbandoned;
    long chunksRetransmitted;
    long retransmissionTimeouts;
    long fastRetransmits;

    SctpCounters() {}

    public long packetsSent() {
        return packetsSent;
    }

    /** All, also those that were dropped. */
    public long packetsReceived() {
        return packetsReceived;
    }

    /** Dropped: too short, or with chunk lengths that lie. */
    public long packetsMalformed() {
        return packetsMalformed;
    }

    /** Dropped: the CRC32c is wrong. */
    public long packetsBadChecksum() {
        return packetsBadChecksum;
    }

    /** Dropped: other ports or another verification tag. */
    public long packetsMisdirected() {
        return packetsMisdirected;
    }

    /** Chunks that are unknown, malformed inside, or make no sense in the present state. */
    public long chunksIgnored() {
        return chunksIgnored;
    }

    /** DATA dropped because the peer sent more than our receive window. */
    public long chunksWithoutRoom() {
        return chunksWithoutRoom;
    }

    /** DATA that had arrived before. */
    public long duplicateTsns() {
        return duplicateTsns;
    }

    public long messagesSent() {
        return messagesSent;
    }

    public long messagesReceived() {
        return messagesReceived;
    }

    /** Complete messages for no channel, or of a payload protocol that is not WebRTC's. */
    public long messagesIgnored() {
        return messagesIgnored;
    }

    /** Messages dropped because they were longer than we announced to accept. */
    public long messagesTooLarge() {
        return messagesTooLarge;
    }

    /** Messages given up by their channel's limit of retransmissions or lifetime. */
    public long messagesAbandoned() {
        return messagesAbandoned;
    }

    public long chunksRetransmitted() {
        return chunksRetransmitted;
    }

    /** How often T3-rtx expired. */
    public long retransmissionTimeouts() {
        return retransmissionTimeouts;
    }

    /** How often a loss was noticed by three missing reports. */
    public long fastRetransmits() {
        return fastRetransmits;
    }
}
