package org.consilium.media.sctp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The channels of an association by stream number: opening them by DCEP (RFC 8832), telling their
 * messages apart, closing them by reset (RFC 8831 §6.7). Single writer: its association.
 */
final class DataChannels implements ReassemblyQueue.Delivery, StreamResets.Listener {
    private final SctpEvents events;
    private final SctpCounters counters;
    private final DataSender sender;
    private final boolean ownsOddStreamIds;
    private final Map<Integer, DataChannel> channels = new HashMap<>();
    private int streamLimit;
    private int closing;

    DataChannels(
            SctpConfig config,
            boolean ownsOddStreamIds,
            DataSender sender,
            SctpCounters counters,
            SctpEvents events) {
        this.ownsOddStreamIds = ownsOddStreamIds;
        this.sender = sender;
        this.counters = counters;
        this.events = events;
        streamLimit = config.maxStreams();
    }

    /** The handshake told how many streams there are in both directions. */
    void onConnected(int streams) {
        streamLimit = streams;
        for (DataChannel channel : List.copyOf(channels.values())) {
            if (channel.streamId() >= streams) {
                sender.drop(channel.streamId());
                forget(channel);
            }
        }
    }

    /** Opens a channel and queues its DATA_CHANNEL_OPEN; null when every number is taken. */
    @Nullable DataChannel open(DcepMessage.Open open) {
        int streamId = ownsOddStreamIds ? 1 : 0;
        while (channels.containsKey(streamId)) {
            streamId += 2;
        }
        if (streamId >= streamLimit) {
            return null;
        }
        DataChannel channel = channelOf(streamId, open, false);
        channels.put(streamId, channel);
        sendDcep(streamId, open);
        return channel;
    }

    static DataChannel channelOf(int streamId, DcepMessage.Open open, boolean openedByPeer) {
        return new DataChannel(
                streamId,
                open.label(),
                open.protocol(),
                open.ordered(),
                open.maxRetransmits(),
                open.maxLifetimeMillis(),
                openedByPeer);
    }

    private void sendDcep(int streamId, DcepMessage message) {
        sender.add(
                new OutgoingMessage(
                        streamId,
                        PayloadProtocol.DCEP,
                        false,
                        message.write(),
                        -1,
                        OutgoingMessage.NO_EXPIRY));
    }

    /** Whether the channel is one of ours and takes messages. */
    boolean isUsable(DataChannel channel) {
        return channels.get(channel.streamId()) == channel
                && channel.state().compareTo(DataChannel.State.CLOSING) < 0;
    }

    /** A message of a channel as it goes out (RFC 8831 §6.6). */
    static OutgoingMessage message(
            DataChannel channel, boolean binary, byte[] payload, long nowNanos) {
        int payloadProtocol = binary ? PayloadProtocol.BINARY : PayloadProtocol.STRING;
        byte[] bytes = payload;
        if (payload.length == 0) {
            payloadProtocol = binary ? PayloadProtocol.BINARY_EMPTY : PayloadProtocol.STRING_EMPTY;
            bytes = new byte[1];
        }
        long expiresAtNanos =
                channel.maxLifetimeMillis() < 0
                        ? OutgoingMessage.NO_EXPIRY
                        : nowNanos + channel.maxLifetimeMillis() * 1_000_000L;
        return new OutgoingMessage(
                channel.streamId(),
                payloadProtocol,
                !channel.isOrdered() && channel.acknowledged,
                bytes,
                channel.maxRetransmits(),
                expiresAtNanos);
    }

    @Override
    public void onMessage(int streamId, int payloadProtocol, byte[] message) {
        if (payloadProtocol == PayloadProtocol.DCEP) {
            onDcep(streamId, message);
            return;
        }
        DataChannel channel = channels.get(streamId);
        if (channel == null || !isUsable(channel)) {
            counters.messagesIgnored++;
            return;
        }
        switch (payloadProtocol) {
            case PayloadProtocol.STRING -> deliver(channel, false, message);
            case PayloadProtocol.BINARY -> deliver(channel, true, message);
            case PayloadProtocol.STRING_EMPTY -> deliver(channel, false, new byte[0]);
            case PayloadProtocol.BINARY_EMPTY -> deliver(channel, true, new byte[0]);
            default -> counters.messagesIgnored++;
        }
    }

    private void deliver(DataChannel channel, boolean binary, byte[] message) {
        counters.messagesReceived++;
        events.onMessage(channel, binary, message);
    }

    private void onDcep(int streamId, byte[] message) {
        DataChannel channel = channels.get(streamId);
        switch (DcepMessage.read(message)) {
            case DcepMessage.Open open -> onOpen(streamId, channel, open);
            case DcepMessage.Ack() -> {
                if (channel == null || channel.acknowledged) {
                    counters.messagesIgnored++;
                    return;
                }
                channel.acknowledged = true;
                if (channel.state() == DataChannel.State.OPENING) {
                    channel.moveTo(DataChannel.State.OPEN);
                    events.onChannelOpen(channel);
                }
            }
            case null -> {
                counters.messagesIgnored++;
                if (channel == null) {
                    refuse(streamId);
                } else {
                    close(channel);
                }
            }
        }
    }

    private void onOpen(int streamId, @Nullable DataChannel existing, DcepMessage.Open open) {
        if (existing != null) {
            // RFC 8832 §6: a stream in use is an error, and errors close the channel.
            counters.messagesIgnored++;
            close(existing);
            return;
        }
        boolean numberIsOurs = (streamId & 1) == (ownsOddStreamIds ? 1 : 0);
        if (numberIsOurs || streamId >= streamLimit) {
            counters.messagesIgnored++;
            refuse(streamId);
            return;
        }
        DataChannel channel = channelOf(streamId, open, true);
        channels.put(streamId, channel);
        sendDcep(streamId, new DcepMessage.Ack());
        events.onChannelOpen(channel);
    }

    /** RFC 8832 §6: a bad request is answered by resetting the stream. */
    private void refuse(int streamId) {
        if (streamId >= streamLimit) {
            return;
        }
        var refused = new DataChannel(streamId, "", "", true, -1, -1, true);
        refused.announced = false;
        channels.put(streamId, refused);
        close(refused);
    }

    /** Begins to close a channel; its stream is reset when all that was sent has arrived. */
    void close(DataChannel channel) {
        if (isUsable(channel)) {
            channel.moveTo(DataChannel.State.CLOSING);
            closing++;
        }
    }

    /** Streams that can be reset now. */
    int[] takeResettable(int limit) {
        if (closing == 0) {
            return new int[0];
        }
        var ready = new ArrayList<Integer>();
        for (DataChannel channel : channels.values()) {
            if (ready.size() < limit
                    && channel.state() == DataChannel.State.CLOSING
                    && !channel.outgoingResetRequested
                    && sender.isIdle(channel.streamId())) {
                channel.outgoingResetRequested = true;
                closing--;
                ready.add(channel.streamId());
            }
        }
        return ready.stream().mapToInt(Integer::intValue).sorted().toArray();
    }

    @Override
    public void onIncomingReset(int streamId) {
        DataChannel channel = channels.get(streamId);
        if (channel != null) {
            channel.incomingReset = true;
            close(channel);
            forgetIfReset(channel);
        }
    }

    @Override
    public void onOutgoingReset(int streamId, boolean done) {
        DataChannel channel = channels.get(streamId);
        if (channel == null) {
            return;
        }
        if (done) {
            sender.resetStream(streamId);
            channel.outgoingReset = true;
            forgetIfReset(channel);
        } else {
            closeForGood(channel);
        }
    }

    private void forgetIfReset(DataChannel channel) {
        if (channel.incomingReset && channel.outgoingReset) {
            forget(channel);
        }
    }

    private void forget(DataChannel channel) {
        channels.remove(channel.streamId());
        closeForGood(channel);
    }

    /** Closed, while its number stays taken unless it was removed before. */
    private void closeForGood(DataChannel channel) {
        boolean tell = channel.announced && channel.state() != DataChannel.State.CLOSED;
        channel.moveTo(DataChannel.State.CLOSED);
        if (tell) {
            events.onChannelClosed(channel);
        }
    }

    /** The association is over: every channel is, without an event of its own. */
    void closeAll() {
        for (DataChannel channel : channels.values()) {
            channel.moveTo(DataChannel.State.CLOSED);
        }
        channels.clear();
    }

    /** How long label and protocol are in a DATA_CHANNEL_OPEN. */
    static int textBytes(String label, String protocol) {
        return label.getBytes(StandardCharsets.UTF_8).length
                + protocol.getBytes(StandardCharsets.UTF_8).length;
    }
}
