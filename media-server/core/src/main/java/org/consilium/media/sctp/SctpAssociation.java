package org.consilium.media.sctp;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.consilium.media.buffer.BigEndian;

/**
 * One SCTP association with its data channels, over one DTLS association.
 *
 * <p>A hub: it keeps the state, tells chunks and timers to those who decide ({@link Handshake},
 * {@link DataReceiver}, {@link DataSender}, {@link StreamResets}, {@link DataChannels}, {@link
 * Shutdown}), and after each call sends what has become due.
 *
 * <p>Single writer: the room's loop. Lives as long as the peer's transport; after {@link
 * SctpEvents#onEnd} it stays silent.
 */
public final class SctpAssociation {
    /** What {@link #nextDeadlineNanos()} returns when no timer runs. */
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    /** An ERROR repeats at most this much of an unknown chunk. */
    private static final int MAX_REPORTED_BYTES = 128;

    private final SctpConfig config;
    private final SctpEvents events;
    private final SctpCounters counters = new SctpCounters();
    private final SctpPacketReader reader = new SctpPacketReader();
    private final SctpPacketWriter writer;
    private final RetransmissionTimeout timeout;
    private final Handshake handshake;
    private final Heartbeat heartbeat;
    private final DataReceiver receiver;
    private final DataSender sender;
    private final DataChannels channels;
    private final StreamResets resets;
    private final Shutdown shutdown;
    private AssociationState state = AssociationState.CLOSED;
    private boolean peerSupportsReset;
    private boolean aboveLowMark;

    /** How many of our methods are on the stack: an event handler may call back. */
    private int depth;

    /**
     * @param ownsOddStreamIds whether the channels we open get odd numbers: true for the DTLS
     *     server, false for the client (RFC 8832 §6)
     * @param random for verification tags, initial TSNs and the key of the state cookies; should be
     *     a cryptographic one outside tests
     */
    public SctpAssociation(
            SctpConfig config,
            boolean ownsOddStreamIds,
            RandomGenerator random,
            SctpSink out,
            SctpEvents events) {
        this.config = config;
        this.events = events;
        writer = new SctpPacketWriter(config, out, counters);
        timeout = new RetransmissionTimeout(config.timers());
        handshake = new Handshake(config, random, timeout, writer);
        heartbeat = new Heartbeat(config, random, timeout);
        sender = new DataSender(config, handshake.localInitialTsn(), timeout, counters);
        channels = new DataChannels(config, ownsOddStreamIds, sender, counters, events);
        receiver = new DataReceiver(config, counters, channels);
        resets = new StreamResets(config, receiver, timeout, writer, counters, channels);
        shutdown = new Shutdown(config.timers(), timeout, writer);
    }

    /** Sends INIT. Call once, when DTLS is established; the peer may do the same at that time. */
    public void start(long nowNanos) {
        if (state == AssociationState.CLOSED) {
            state = AssociationState.COOKIE_WAIT;
            handshake.sendInit(nowNanos);
        }
    }

    /** Takes one packet from one DTLS record. Bad ones are counted and dropped; never throws. */
    public void onPacket(byte[] array, int offset, int length, long nowNanos) {
        counters.packetsReceived++;
        switch (reader.open(array, offset, length)) {
            case MALFORMED -> counters.packetsMalformed++;
            case BAD_CHECKSUM -> counters.packetsBadChecksum++;
            case SOUND -> {
                if (reader.sourcePort() != config.remotePort()
                        || reader.destinationPort() != config.localPort()) {
                    counters.packetsMisdirected++;
                    return;
                }
                depth++;
                onChunks(nowNanos);
                leave(nowNanos);
            }
        }
    }

    private void onChunks(long nowNanos) {
        boolean reported = false;
        while (reader.nextChunk()) {
            if (state == AssociationState.ENDED) {
                onChunkAfterEnd();
                return;
            }
            if (!hasRightTag()) {
                counters.packetsMisdirected++;
                return;
            }
            if (!onChunk(nowNanos)) {
                counters.chunksIgnored++;
                if (ChunkType.reportsUnknown(reader.type()) && !reported) {
                    reported = true;
                    reportUnknownChunk();
                }
                if (!ChunkType.skipsUnknown(reader.type())) {
                    reader.skipRest();
                }
            }
        }
        if (state.isUp()) {
            receiver.onPacketEnd(nowNanos);
            resets.onDataReceived();
        }
    }

    /** RFC 9260 §8.5. */
    private boolean hasRightTag() {
        int tag = reader.verificationTag();
        return switch (reader.type()) {
            // §8.5.1 A, and alone in its packet (§4.3)
            case ChunkType.INIT -> tag == 0 && reader.chunkCount() == 1;
            // §8.5.1 B, C
            case ChunkType.ABORT, ChunkType.SHUTDOWN_COMPLETE ->
                    (reader.flags() & ChunkType.FLAG_REFLECTED_TAG) == 0
                            ? tag == handshake.localTag()
                            : handshake.peer() != null && tag == handshake.peer().tag();
            // §5.1.5 step 3: compared with the cookie's
            case ChunkType.COOKIE_ECHO -> true;
            // §8.5.1 E: nobody to shut down yet, but an answer spares the peer its timeouts
            case ChunkType.SHUTDOWN_ACK ->
                    state.compareTo(AssociationState.ESTABLISHED) < 0
                            || tag == handshake.localTag();
            default -> tag == handshake.localTag();
        };
    }

    /** Handles a chunk; returns false if its type is unknown. */
    private boolean onChunk(long nowNanos) {
        byte[] array = reader.array();
        int value = reader.valueOffset();
        int length = reader.valueLength();
        switch (reader.type()) {
            case ChunkType.DATA -> onData(array, value, length);
            case ChunkType.SACK -> {
                if (!state.isUp() || !sender.onSack(array, value, length, nowNanos)) {
                    counters.chunksIgnored++;
                }
            }
            case ChunkType.FORWARD_TSN -> {
                if (state.receivesData()) {
                    receiver.onForwardTsn(array, value, length);
                }
            }
            case ChunkType.RE_CONFIG -> {
                if (state == AssociationState.ESTABLISHED) {
                    resets.onReconfig(array, value, length, nowNanos);
                }
            }
            case ChunkType.HEARTBEAT -> {
                if (state.isUp() && length <= writer.maxValueBytes()) {
                    writer.chunk(ChunkType.HEARTBEAT_ACK, 0, array, value, length);
                }
            }
            case ChunkType.HEARTBEAT_ACK -> {
                if (!heartbeat.onAck(array, value, length, nowNanos)) {
                    counters.chunksIgnored++;
                }
            }
            case ChunkType.INIT -> onInit(array, value, length, nowNanos);
            case ChunkType.INIT_ACK -> onInitAck(array, value, length, nowNanos);
            case ChunkType.COOKIE_ECHO -> onCookieEcho(array, value, length, nowNanos);
            case ChunkType.COOKIE_ACK -> {
                if (state == AssociationState.COOKIE_ECHOED) {
                    handshake.onCookieAck(nowNanos);
                    establish(nowNanos);
                }
            }
            case ChunkType.SHUTDOWN -> onShutdown(array, value, length, nowNanos);
            case ChunkType.SHUTDOWN_ACK -> onShutdownAck();
            case ChunkType.SHUTDOWN_COMPLETE -> {
                if (state == AssociationState.SHUTDOWN_ACK_SENT) {
                    end(SctpEnd.SHUT_DOWN);
                }
            }
            case ChunkType.ERROR -> onError(array, value, length, nowNanos);
            case ChunkType.ABORT -> end(SctpEnd.ABORTED_BY_PEER);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void reportUnknownChunk() {
        int reportedBytes = Math.min(reader.chunkLength(), MAX_REPORTED_BYTES);
        int at = writer.chunk(ChunkType.ERROR, 0, 4 + reportedBytes);
        BigEndian.putU16(writer.array(), at, ErrorCause.UNRECOGNIZED_CHUNK_TYPE);
        BigEndian.putU16(writer.array(), at + 2, 4 + reportedBytes);
        System.arraycopy(
                reader.array(), reader.chunkOffset(), writer.array(), at + 4, reportedBytes);
    }

    private void onData(byte[] array, int value, int length) {
        if (!state.receivesData()) {
            counters.chunksIgnored++;
            return;
        }
        if (state == AssociationState.SHUTDOWN_SENT) {
            receiver.requestSack(); // §9.2
        }
        switch (receiver.onData(array, value, length, reader.flags())) {
            case TAKEN -> {}
            case INVALID_STREAM -> {
                int at = writer.chunk(ChunkType.ERROR, 0, 8);
                BigEndian.putU16(writer.array(), at, ErrorCause.INVALID_STREAM_IDENTIFIER);
                BigEndian.putU16(writer.array(), at + 2, 8);
                BigEndian.putU16(writer.array(), at + 4, BigEndian.u16(array, value + 4));
                BigEndian.putU16(writer.array(), at + 6, 0);
            }
            case NO_USER_DATA -> {
                byte[] tsn = Arrays.copyOfRange(array, value, value + 4);
                abort(ErrorCause.NO_USER_DATA, tsn, SctpEnd.PROTOCOL_VIOLATION);
            }
            case PROTOCOL_VIOLATION ->
                    abort(ErrorCause.PROTOCOL_VIOLATION, new byte[0], SctpEnd.PROTOCOL_VIOLATION);
        }
    }

    private void onInit(byte[] array, int value, int length, long nowNanos) {
        if (state == AssociationState.SHUTDOWN_ACK_SENT) {
            shutdown.sendAck(nowNanos); // §9.2, last paragraphs
            return;
        }
        InitChunk init = InitChunk.read(array, value, length);
        if (init == null) {
            counters.chunksIgnored++;
            return;
        }
        handshake.answerInit(init, state, nowNanos);
    }

    private void onInitAck(byte[] array, int value, int length, long nowNanos) {
        if (state != AssociationState.COOKIE_WAIT) {
            counters.chunksIgnored++; // §5.2.3
            return;
        }
        InitChunk ack = InitChunk.read(array, value, length);
        if (ack == null) {
            counters.chunksIgnored++;
            return;
        }
        state = AssociationState.COOKIE_ECHOED;
        if (!handshake.onInitAck(ack, nowNanos)) {
            abort(
                    ErrorCause.MISSING_MANDATORY_PARAMETER,
                    new byte[] {0, 0, 0, 1, 0, ParameterType.STATE_COOKIE},
                    SctpEnd.PROTOCOL_VIOLATION);
        }
    }

    private void onCookieEcho(byte[] array, int value, int length, long nowNanos) {
        switch (handshake.onCookieEcho(
                array, value, length, reader.verificationTag(), state, nowNanos)) {
            case ESTABLISHED -> {
                writer.chunk(ChunkType.COOKIE_ACK, 0, 0);
                establish(nowNanos);
            }
            case REPEATED -> writer.chunk(ChunkType.COOKIE_ACK, 0, 0);
            case RESTARTED ->
                    abort(ErrorCause.USER_INITIATED_ABORT, new byte[0], SctpEnd.PEER_RESTARTED);
            case REFUSED -> {
                counters.chunksIgnored++;
                reader.skipRest();
            }
        }
    }

    private void establish(long nowNanos) {
        PeerParameters peer = handshake.peer();
        if (peer == null) {
            throw new IllegalStateException("established with nobody");
        }
        state = AssociationState.ESTABLISHED;
        timeout.onSignOfLife();
        int inboundStreams = Math.min(config.maxStreams(), peer.outboundStreams());
        int outboundStreams = Math.min(config.maxStreams(), peer.inboundStreams());
        peerSupportsReset = peer.supportsReset();
        sender.onConnected(peer.windowBytes(), peer.supportsForwardTsn());
        receiver.onConnected(peer.initialTsn(), inboundStreams);
        resets.onConnected(handshake.localInitialTsn(), peer.initialTsn());
        heartbeat.start(nowNanos);
        channels.onConnected(Math.min(inboundStreams, outboundStreams));
        if (state == AssociationState.ESTABLISHED) {
            events.onConnected();
        }
    }

    private void onShutdown(byte[] array, int value, int length, long nowNanos) {
        if (length < 4 || !state.isUp()) {
            counters.chunksIgnored++;
            return;
        }
        sender.onCumulativeTsn(BigEndian.i32(array, value), nowNanos);
        switch (state) {
            case ESTABLISHED, SHUTDOWN_PENDING -> state = AssociationState.SHUTDOWN_RECEIVED;
            case SHUTDOWN_SENT -> {
                // §9.2: both sides asked at once
                state = AssociationState.SHUTDOWN_ACK_SENT;
                shutdown.sendAck(nowNanos);
            }
            case SHUTDOWN_ACK_SENT -> shutdown.sendAck(nowNanos);
            case SHUTDOWN_RECEIVED, CLOSED, COOKIE_WAIT, COOKIE_ECHOED, ENDED -> {}
        }
    }

    private void onShutdownAck() {
        switch (state) {
            case SHUTDOWN_SENT, SHUTDOWN_ACK_SENT -> {
                writer.chunk(ChunkType.SHUTDOWN_COMPLETE, 0, 0);
                end(SctpEnd.SHUT_DOWN);
            }
            case CLOSED, COOKIE_WAIT, COOKIE_ECHOED -> answerStrayShutdownAck();
            case ESTABLISHED, SHUTDOWN_PENDING, SHUTDOWN_RECEIVED, ENDED ->
                    counters.chunksIgnored++;
        }
    }

    /** §8.4 rule 5: the peer's association ends, ours is gone or not there yet. */
    private void answerStrayShutdownAck() {
        writer.flush();
        writer.useTag(reader.verificationTag());
        writer.chunk(ChunkType.SHUTDOWN_COMPLETE, ChunkType.FLAG_REFLECTED_TAG, 0);
        writer.flush();
    }

    private void onChunkAfterEnd() {
        if (shutdown.isComplete()
                && reader.type() == ChunkType.SHUTDOWN_ACK
                && reader.verificationTag() == handshake.localTag()) {
            answerStrayShutdownAck();
        } else {
            counters.chunksIgnored++;
        }
    }

    private void onError(byte[] array, int value, int length, long nowNanos) {
        var cause = new ParameterReader(array, value, length);
        while (cause.next()) {
            if (cause.type() == ErrorCause.STALE_COOKIE
                    && state == AssociationState.COOKIE_ECHOED) {
                state = AssociationState.COOKIE_WAIT;
                if (!handshake.onStaleCookie(nowNanos)) {
                    end(SctpEnd.NOT_ANSWERED);
                }
                return;
            }
        }
    }

    /** Runs the timers that are due; harmless when none is. */
    public void onTimeout(long nowNanos) {
        if (state == AssociationState.ENDED) {
            return;
        }
        depth++;
        if (nowNanos >= handshake.deadlineNanos()
                && !handshake.onT1Expired(state == AssociationState.COOKIE_ECHOED, nowNanos)) {
            end(SctpEnd.NOT_ANSWERED);
        }
        boolean silent = false;
        if (nowNanos >= sender.deadlineNanos()) {
            sender.onT3Expired(nowNanos);
            silent = true;
        }
        if (nowNanos >= resets.deadlineNanos()) {
            resets.onExpired(nowNanos);
            silent = true;
        }
        if (nowNanos >= heartbeat.deadlineNanos()) {
            silent |= heartbeat.onExpired(writer, sender.isIdle(), nowNanos);
        }
        if (nowNanos >= shutdown.deadlineNanos()) {
            shutdown.onExpired(receiver.cumulativeTsn(), nowNanos);
            silent = true;
        }
        if ((silent && timeout.onSilence()) || nowNanos >= shutdown.guardDeadlineNanos()) {
            abort(ErrorCause.USER_INITIATED_ABORT, new byte[0], SctpEnd.TIMED_OUT);
        }
        leave(nowNanos);
    }

    /** When {@link #onTimeout} wants to be called next, or {@link #NO_DEADLINE}. */
    public long nextDeadlineNanos() {
        if (state == AssociationState.ENDED) {
            return NO_DEADLINE;
        }
        long first = Math.min(handshake.deadlineNanos(), sender.deadlineNanos());
        first = Math.min(first, Math.min(resets.deadlineNanos(), heartbeat.deadlineNanos()));
        first = Math.min(first, Math.min(shutdown.deadlineNanos(), shutdown.guardDeadlineNanos()));
        return Math.min(first, receiver.deadlineNanos());
    }

    /**
     * Opens a channel by DATA_CHANNEL_OPEN (RFC 8832 §5.1). May be called before the association is
     * connected. Messages may be sent at once.
     *
     * @param label with {@code protocol} at most 2048 bytes of UTF-8
     * @param maxRetransmits how often a message is sent again, or -1; not together with the next
     * @param maxLifetimeMillis for how long a message is tried, or -1
     * @return the channel, in state OPENING; CLOSED if there is no free stream number or the
     *     association has ended
     */
    public DataChannel openChannel(
            String label,
            String protocol,
            boolean ordered,
            int maxRetransmits,
            int maxLifetimeMillis,
            long nowNanos) {
        if ((maxRetransmits >= 0 && maxLifetimeMillis >= 0)
                || DataChannels.textBytes(label, protocol) > DcepMessage.MAX_TEXT_BYTES) {
            throw new IllegalArgumentException(
                    label + " " + protocol + " " + maxRetransmits + " " + maxLifetimeMillis);
        }
        var open =
                new DcepMessage.Open(ordered, maxRetransmits, maxLifetimeMillis, label, protocol);
        depth++;
        DataChannel channel = null;
        if (state.compareTo(AssociationState.ESTABLISHED) <= 0) {
            channel = channels.open(open);
        }
        leave(nowNanos);
        if (channel == null) {
            channel = DataChannels.channelOf(0, open, false);
            channel.moveTo(DataChannel.State.CLOSED);
        }
        return channel;
    }

    /**
     * Queues a copy of one message.
     *
     * @param binary false for text, in UTF-8
     */
    public SendResult send(
            DataChannel channel,
            boolean binary,
            byte[] array,
            int offset,
            int length,
            long nowNanos) {
        if (state.compareTo(AssociationState.ESTABLISHED) > 0 || !channels.isUsable(channel)) {
            return SendResult.NOT_OPEN;
        }
        int cost = length + OutgoingMessage.OVERHEAD_BYTES;
        if (length > config.peerMaxMessageBytes() || cost > config.sendBufferBytes()) {
            return SendResult.TOO_LARGE;
        }
        if (sender.bufferedBytes() + cost > config.sendBufferBytes()) {
            aboveLowMark = true;
            return SendResult.BUFFER_FULL;
        }
        depth++;
        byte[] payload = Arrays.copyOfRange(array, offset, offset + length);
        sender.add(DataChannels.message(channel, binary, payload, nowNanos));
        leave(nowNanos);
        return SendResult.QUEUED;
    }

    /**
     * Bytes of messages that wait to be sent or acknowledged, over all channels; 64 are added per
     * message, so that many empty ones count too.
     */
    public int bufferedBytes() {
        return sender.bufferedBytes();
    }

    /** Closes a channel after what is queued on it has been sent (RFC 8831 §6.7). Idempotent. */
    public void closeChannel(DataChannel channel, long nowNanos) {
        depth++;
        channels.close(channel);
        leave(nowNanos);
    }

    /** Ends the association after everything queued has arrived (RFC 9260 §9.2). Idempotent. */
    public void shutdown(long nowNanos) {
        depth++;
        if (state == AssociationState.ESTABLISHED) {
            state = AssociationState.SHUTDOWN_PENDING;
            shutdown.guard(nowNanos);
        } else if (state.compareTo(AssociationState.ESTABLISHED) < 0) {
            end(SctpEnd.SHUT_DOWN); // §9.2: there is nothing to wait for
        }
        leave(nowNanos);
    }

    /** Ends the association at once by ABORT (RFC 9260 §9.1). Idempotent. */
    public void abort(long nowNanos) {
        depth++;
        abort(ErrorCause.USER_INITIATED_ABORT, new byte[0], SctpEnd.ABORTED);
        leave(nowNanos);
    }

    private void abort(int cause, byte[] information, SctpEnd why) {
        if (state == AssociationState.ENDED) {
            return;
        }
        if (handshake.peer() != null) {
            int length = 4 + information.length;
            int at = writer.chunk(ChunkType.ABORT, 0, length);
            BigEndian.putU16(writer.array(), at, cause);
            BigEndian.putU16(writer.array(), at + 2, length);
            System.arraycopy(information, 0, writer.array(), at + 4, information.length);
        }
        end(why);
    }

    private void end(SctpEnd why) {
        if (state == AssociationState.ENDED) {
            return;
        }
        writer.flush();
        state = AssociationState.ENDED;
        if (why == SctpEnd.SHUT_DOWN) {
            shutdown.complete();
        }
        channels.closeAll();
        events.onEnd(why);
    }

    /** Whether {@link SctpEvents#onEnd} was told. */
    public boolean hasEnded() {
        return state == AssociationState.ENDED;
    }

    /** Whether a packet looks like the beginning of an association; {@link #onPacket} proves it. */
    public static boolean isInit(byte[] array, int offset, int length) {
        return length > SctpPacketReader.COMMON_HEADER_BYTES
                && BigEndian.i32(array, offset + 4) == 0
                && array[offset + SctpPacketReader.COMMON_HEADER_BYTES] == ChunkType.INIT;
    }

    /** Whether messages can be sent and received. */
    public boolean isConnected() {
        return state == AssociationState.ESTABLISHED;
    }

    /** What has been counted; live, not a copy. */
    public SctpCounters counters() {
        return counters;
    }

    /** The outermost call of ours ends: send what has become due. */
    private void leave(long nowNanos) {
        if (depth == 1) {
            if (state.isUp()) {
                settle(nowNanos);
            }
            if (state == AssociationState.ENDED) {
                writer.discard();
            } else {
                writer.flush();
            }
            tellWhenLow();
        }
        depth--;
    }

    private void settle(long nowNanos) {
        requestResets(nowNanos);
        if (receiver.needsSack(nowNanos)
                || (receiver.wantsSack() && state.sendsData() && sender.canTransmit())) {
            receiver.writeSack(writer);
            if (state == AssociationState.SHUTDOWN_SENT) {
                shutdown.send(receiver.cumulativeTsn(), nowNanos); // §9.2
            }
        }
        if (state.sendsData()) {
            sender.transmit(writer, nowNanos);
        }
        if (sender.isIdle()) {
            if (state == AssociationState.SHUTDOWN_PENDING) {
                state = AssociationState.SHUTDOWN_SENT;
                shutdown.send(receiver.cumulativeTsn(), nowNanos);
            } else if (state == AssociationState.SHUTDOWN_RECEIVED) {
                state = AssociationState.SHUTDOWN_ACK_SENT;
                shutdown.sendAck(nowNanos);
            }
        }
    }

    private void requestResets(long nowNanos) {
        if (state != AssociationState.ESTABLISHED || !resets.canRequest()) {
            return;
        }
        int[] streams = channels.takeResettable(resets.maxStreamsPerRequest());
        if (streams.length == 0) {
            return;
        }
        if (peerSupportsReset) {
            resets.request(streams, sender.lastAssignedTsn(), nowNanos);
        } else {
            for (int stream : streams) {
                channels.onOutgoingReset(stream, false);
            }
        }
    }

    private void tellWhenLow() {
        int buffered = sender.bufferedBytes();
        if (buffered > config.bufferedLowBytes()) {
            aboveLowMark = true;
        } else if (aboveLowMark && state != AssociationState.ENDED) {
            aboveLowMark = false;
            // Inside the outermost call: what the handler sends is sent by its own call.
            depth--;
            events.onBufferedLow();
            depth++;
        }
    }
}
