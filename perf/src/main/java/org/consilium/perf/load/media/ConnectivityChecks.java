package org.consilium.perf.load.media;

import java.util.random.RandomGenerator;
import org.consilium.media.buffer.BigEndian;
import org.consilium.media.buffer.TransportAddress;
import org.consilium.media.ice.IceCredentials;
import org.consilium.media.stun.StunAttribute;
import org.consilium.media.stun.StunClass;
import org.consilium.media.stun.StunKey;
import org.consilium.media.stun.StunMessage;
import org.consilium.media.stun.StunMethod;
import org.consilium.media.stun.StunWriter;
import org.jspecify.annotations.Nullable;

/**
 * ICE for one pair of addresses, as the controlling agent that nominates at once (RFC 8445 §7.2):
 * checks until one is answered, then consent (RFC 7675), and answers to the server's own checks if
 * it is a full agent. Single thread: the loop.
 */
final class ConnectivityChecks {
    private static final long CHECK_NANOS = 50_000_000;
    private static final long CONSENT_NANOS = 2_500_000_000L;

    /** Of a peer-reflexive candidate of ours (RFC 8445 §5.1.2.1). */
    private static final long PRIORITY = (110L << 24) | (65_535L << 8) | 255;

    private final IceCredentials local;
    private final RandomGenerator random;
    private final long tieBreaker;
    private final StunKey localKey;
    private final StunMessage reader = new StunMessage();
    private final StunWriter writer = new StunWriter(512);
    private final byte[] transactionId = new byte[StunMessage.TRANSACTION_ID_LENGTH];
    private String remoteUfrag = "";
    private @Nullable StunKey remoteKey;
    private boolean reachable;
    private long nextNanos = Long.MIN_VALUE;

    ConnectivityChecks(IceCredentials local, RandomGenerator random) {
        this.local = local;
        this.random = random;
        tieBreaker = random.nextLong();
        localKey = StunKey.ofPassword(local.password());
    }

    /** The server's credentials; other ones than before are an ICE restart. */
    void remote(String ufrag, String password) {
        if (!ufrag.equals(remoteUfrag)) {
            remoteUfrag = ufrag;
            remoteKey = StunKey.ofPassword(password);
            nextNanos = Long.MIN_VALUE;
        }
    }

    boolean isReachable() {
        return reachable;
    }

    boolean isDue(long nowNanos) {
        return remoteKey != null && (nextNanos == Long.MIN_VALUE || nowNanos >= nextNanos);
    }

    /** Leaves the next request in {@link #message()}. */
    void writeRequest(long nowNanos) {
        StunKey key = remoteKey;
        if (key == null) {
            throw new IllegalStateException("no credentials to check with");
        }
        nextNanos = nowNanos + (reachable ? CONSENT_NANOS : CHECK_NANOS);
        BigEndian.putI64(transactionId, 0, random.nextLong());
        BigEndian.putI32(transactionId, 8, random.nextInt());
        writer.begin(StunClass.REQUEST, StunMethod.BINDING, transactionId, 0);
        writer.text(StunAttribute.USERNAME, remoteUfrag + ":" + local.ufrag());
        writer.unsignedInt(StunAttribute.PRIORITY, PRIORITY);
        writer.unsignedLong(StunAttribute.ICE_CONTROLLING, tieBreaker);
        writer.flag(StunAttribute.USE_CANDIDATE);
        writer.integrity(key);
        writer.fingerprint();
    }

    /** Takes a message; true when there is an answer to send in {@link #message()}. */
    boolean onMessage(byte[] array, int offset, int length, TransportAddress from) {
        if (!reader.wrap(array, offset, length)) {
            return false;
        }
        StunKey key = remoteKey;
        return switch (reader.messageClass()) {
            case SUCCESS_RESPONSE -> {
                reachable |= key != null && reader.isAuthentic(key);
                yield false;
            }
            case REQUEST -> {
                if (!reader.isAuthentic(localKey)) {
                    yield false;
                }
                writer.beginResponse(StunClass.SUCCESS_RESPONSE, reader);
                writer.xorAddress(StunAttribute.XOR_MAPPED_ADDRESS, from);
                writer.integrity(localKey);
                writer.fingerprint();
                yield true;
            }
            case INDICATION, ERROR_RESPONSE -> false;
        };
    }

    byte[] message() {
        return writer.array();
    }

    int messageLength() {
        return writer.length();
    }
}
