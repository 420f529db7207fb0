package org.consilium.media.sctp;

import java.util.List;
import java.util.random.RandomGenerator;
import org.consilium.media.buffer.BigEndian;
import org.jspecify.annotations.Nullable;

/**
 * The four-way handshake, from either side or both at once (RFC 9260 §5). Knows the tags; the state
 * is its association's. Single writer: its association.
 */
final class Handshake {
    /** What a COOKIE ECHO means; the letters are those of §5.2.4. */
    enum CookieVerdict {
        /** First contact, or B or D before the handshake was complete: established now. */
        ESTABLISHED,
        /** D again: only our COOKIE ACK was lost. */
        REPEATED,
        /** A: the peer has lost its state. */
        RESTARTED,
        /** C, or not a cookie of ours, or too old. */
        REFUSED
    }

    private final SctpConfig config;
    private final RandomGenerator random;
    private final RetransmissionTimeout timeout;
    private final SctpPacketWriter writer;
    private final CookieSeal seal;
    private final int localTag;
    private final long localInitialTsn;
    private @Nullable PeerParameters peer;
    private byte @Nullable [] cookie;
    private List<byte[]> unrecognized = List.of();
    private int attempts;
    private long sentNanos;
    private long t1DeadlineNanos = SctpAssociation.NO_DEADLINE;

    Handshake(
            SctpConfig config,
            RandomGenerator random,
            RetransmissionTimeout timeout,
            SctpPacketWriter writer) {
        this.config = config;
        this.random = random;
        this.timeout = timeout;
        this.writer = writer;
        seal = new CookieSeal(random);
        localTag = newTag();
        localInitialTsn = random.nextInt() & 0xffff_ffffL;
    }

    private int newTag() {
        int tag = random.nextInt();
        while (tag == 0) {
            tag = random.nextInt();
        }
        return tag;
    }

    int localTag() {
        return localTag;
    }

    long localInitialTsn() {
        return localInitialTsn;
    }

    /** What we know of the peer, once it has answered. */
    @Nullable PeerParameters peer() {
        return peer;
    }

    long deadlineNanos() {
        return t1DeadlineNanos;
    }

    /** Sends INIT (§5.1 A). */
    void sendInit(long nowNanos) {
        writer.useTag(0);
        InitChunk.write(writer, ChunkType.INIT, localTag, localInitialTsn, config, null, List.of());
        writer.flush();
        sentNanos = nowNanos;
        t1DeadlineNanos = nowNanos + timeout.rtoNanos();
    }

    /**
     * T1 expired. Returns false when the peer has been asked often enough.
     *
     * @param echoed whether it is the COOKIE ECHO that was not answered
     */
    boolean onT1Expired(boolean echoed, long nowNanos) {
        attempts++;
        if (attempts > config.timers().maxInitRetransmissions()) {
            return false;
        }
        timeout.backOff();
        if (echoed) {
            sendCookieEcho(nowNanos);
        } else {
            sendInit(nowNanos);
        }
        return true;
    }

    /**
     * Answers INIT by INIT ACK. Before the association is up the answer carries the tag and TSN of
     * our own INIT, so that two INITs that cross make one association (§5.2.1); afterwards new ones
     * and tie tags (§5.2.2). Nothing is remembered but by the cookie.
     */
    void answerInit(InitChunk init, AssociationState state, long nowNanos) {
        boolean up = state.isUp();
        int tag = up ? newTag() : localTag;
        long initialTsn = up ? random.nextInt() & 0xffff_ffffL : localInitialTsn;
        boolean tied = (up || state == AssociationState.COOKIE_ECHOED) && peer != null;
        var stateCookie =
                new StateCookie(
                        nowNanos,
                        tag,
                        initialTsn,
                        tied ? localTag : 0,
                        tied && peer != null ? peer.tag() : 0,
                        init.peer());
        writer.useTag(init.peer().tag());
        InitChunk.write(
                writer,
                ChunkType.INIT_ACK,
                tag,
                initialTsn,
                config,
                seal.seal(stateCookie),
                init.unrecognized());
        writer.flush();
        writer.useTag(peer == null ? 0 : peer.tag());
    }

    /**
     * Takes INIT ACK in COOKIE-WAIT and sends COOKIE ECHO (§5.1 C). Returns false if the cookie is
     * missing or longer than a packet.
     */
    boolean onInitAck(InitChunk ack, long nowNanos) {
        peer = ack.peer();
        writer.useTag(ack.peer().tag());
        if (ack.cookie() == null || ack.cookie().length > writer.maxValueBytes()) {
            return false;
        }
        cookie = ack.cookie();
        unrecognized = ack.unrecognized();
        if (attempts == 0) {
            timeout.onRoundTrip(nowNanos - sentNanos);
        }
        attempts = 0;
        sendCookieEcho(nowNanos);
        return true;
    }

    private void sendCookieEcho(long nowNanos) {
        if (cookie == null) {
            throw new IllegalStateException("no cookie to echo");
        }
        writer.chunk(ChunkType.COOKIE_ECHO, 0, cookie, 0, cookie.length);
        if (!unrecognized.isEmpty()) {
            // §3.2.2: it may travel with the COOKIE ECHO, and needs to be told once only.
            writeUnrecognized();
            unrecognized = List.of();
        }
        writer.flush();
        sentNanos = nowNanos;
        t1DeadlineNanos = nowNanos + timeout.rtoNanos();
    }

    private void writeUnrecognized() {
        int causeLength = 4;
        for (byte[] parameter : unrecognized) {
            causeLength += SctpPacketReader.padded(parameter.length);
        }
        int at = writer.chunk(ChunkType.ERROR, 0, causeLength);
        BigEndian.putU16(writer.array(), at, ErrorCause.UNRECOGNIZED_PARAMETERS);
        BigEndian.putU16(writer.array(), at + 2, causeLength);
        at += 4;
        for (byte[] parameter : unrecognized) {
            System.arraycopy(parameter, 0, writer.array(), at, parameter.length);
            at += SctpPacketReader.padded(parameter.length);
        }
    }

    /** COOKIE ACK came in COOKIE-ECHOED (§5.1 E). */
    void onCookieAck(long nowNanos) {
        if (attempts == 0) {
            timeout.onRoundTrip(nowNanos - sentNanos);
        }
        complete();
    }

    private void complete() {
        t1DeadlineNanos = SctpAssociation.NO_DEADLINE;
        cookie = null;
    }

    /**
     * The peer found our echo of its cookie too old (§5.2.6): begin again, if there is patience.
     */
    boolean onStaleCookie(long nowNanos) {
        peer = null;
        return onT1Expired(false, nowNanos);
    }

    /**
     * Takes COOKIE ECHO (§5.1 D, §5.2.4) and sends what answers it, but for COOKIE ACK.
     *
     * @param packetTag the verification tag of its packet
     */
    CookieVerdict onCookieEcho(
            byte[] array,
            int offset,
            int length,
            int packetTag,
            AssociationState state,
            long nowNanos) {
        StateCookie echoed = seal.open(array, offset, length);
        if (echoed == null || echoed.localTag() != packetTag) {
            return CookieVerdict.REFUSED;
        }
        boolean localMatches = echoed.localTag() == localTag;
        boolean peerMatches = peer != null && echoed.peer().tag() == peer.tag();
        long age = nowNanos - echoed.createdNanos();
        // §5.2.4 step 3: a cookie of the association that exists does not grow old.
        if (age > config.timers().cookieLifetimeNanos() && !(localMatches && peerMatches)) {
            reportStale(echoed, age - config.timers().cookieLifetimeNanos());
            return CookieVerdict.REFUSED;
        }
        if (!localMatches) {
            boolean tied =
                    peer != null
                            && echoed.localTieTag() == localTag
                            && echoed.peerTieTag() == peer.tag();
            if (tied && !peerMatches) {
                // Who is told of it is the new one.
                writer.useTag(echoed.peer().tag());
                return CookieVerdict.RESTARTED;
            }
            return CookieVerdict.REFUSED;
        }
        if (state.isUp()) {
            // B with an association that is up would exchange the peer under its streams.
            return peerMatches ? CookieVerdict.REPEATED : CookieVerdict.REFUSED;
        }
        peer = echoed.peer();
        writer.useTag(peer.tag());
        complete();
        return CookieVerdict.ESTABLISHED;
    }

    private void reportStale(StateCookie echoed, long staleNanos) {
        writer.useTag(echoed.peer().tag());
        int at = writer.chunk(ChunkType.ERROR, 0, 8);
        BigEndian.putU16(writer.array(), at, ErrorCause.STALE_COOKIE);
        BigEndian.putU16(writer.array(), at + 2, 8);
        BigEndian.putU32(writer.array(), at + 4, Math.min(0xffff_ffffL, staleNanos / 1000));
        writer.flush();
        writer.useTag(peer == null ? 0 : peer.tag());
    }
}
