package org.consilium.media.room;

import org.consilium.media.peer.PeerConnection;
import org.consilium.media.sctp.DataChannel;
import org.consilium.media.sctp.SctpAssociation;
import org.consilium.media.sctp.SendResult;
import org.jspecify.annotations.Nullable;

/**
 * The data channels towards one participant. We open them on the connection on which it receives;
 * where there is none, its own channels serve both ways. Single writer: the room's loop.
 */
final class ParticipantData {
    static final String RELIABLE = "_reliable";
    static final String LOSSY = "_lossy";
    static final String DATA_TRACK = "_data_track";

    private final RoomSurroundings surroundings;
    private final boolean usesOwnChannels;
    private @Nullable PeerConnection connection;
    private @Nullable DataChannel reliable;
    private @Nullable DataChannel lossy;
    private long lastSequence;

    /**
     * @param usesOwnChannels whether the participant receives on the channels it opened itself
     */
    ParticipantData(RoomSurroundings surroundings, boolean usesOwnChannels) {
        this.surroundings = surroundings;
        this.usesOwnChannels = usesOwnChannels;
    }

    /** The receiving connection has data: our channels can be opened. */
    void onSubscriberConnected(PeerConnection peer) {
        SctpAssociation association = peer.data();
        if (usesOwnChannels || association == null) {
            return;
        }
        connection = peer;
        long now = surroundings.nowNanos();
        reliable = association.openChannel(RELIABLE, "", true, -1, -1, now);
        lossy = association.openChannel(LOSSY, "", false, 0, -1, now);
        association.openChannel(DATA_TRACK, "", false, 0, -1, now);
    }

    /** The participant opened a channel of its own. */
    void onPublisherChannel(PeerConnection peer, DataChannel channel) {
        if (!usesOwnChannels) {
            return;
        }
        connection = peer;
        if (channel.label().equals(RELIABLE)) {
            reliable = channel;
        } else if (channel.label().equals(LOSSY)) {
            lossy = channel;
        }
    }

    void onChannelClosed(DataChannel channel) {
        if (channel == reliable) {
            reliable = null;
        } else if (channel == lossy) {
            lossy = null;
        }
    }

    /** All channels of a connection are gone. */
    void onEnd(@Nullable PeerConnection peer) {
        if (peer == connection) {
            reliable = null;
            lossy = null;
        }
    }

    /** Whether reliable packets can be sent. */
    boolean isReady() {
        return reliable != null && connection != null;
    }

    /** Sends one packet; false when the channel is missing or its queue is full. */
    boolean send(byte[] packet, boolean isReliable) {
        DataChannel channel = isReliable ? reliable : lossy;
        PeerConnection peer = connection;
        if (channel == null || peer == null) {
            return false;
        }
        SctpAssociation association = peer.data();
        return association != null
                && association.send(
                                channel, true, packet, 0, packet.length, surroundings.nowNanos())
                        == SendResult.QUEUED;
    }

    /** The highest number of a reliable packet received from the participant. */
    long lastSequence() {
        return lastSequence;
    }

    /** Whether a reliable packet is new; packets sent again after a resume are not. */
    boolean takeSequence(long sequence) {
        if (sequence == 0) {
            return true;
        }
        if (sequence <= lastSequence) {
            return false;
        }
        lastSequence = sequence;
        return true;
    }
}
