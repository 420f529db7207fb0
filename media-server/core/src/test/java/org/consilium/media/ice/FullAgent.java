package org.consilium.media.ice;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.consilium.media.buffer.BigEndian;
import org.consilium.media.buffer.NetworkPath;
import org.consilium.media.stun.StunAttribute;
import org.consilium.media.stun.StunClass;
import org.consilium.media.stun.StunKey;
import org.consilium.media.stun.StunMessage;
import org.consilium.media.stun.StunMethod;
import org.consilium.media.stun.StunWriter;

/** The checks of a browser, as far as a lite agent sees them; written by hand, in virtual time. */
final class FullAgent {
    private final StunWriter writer = new StunWriter(512);
    private final StunMessage reading = new StunMessage();
    private final byte[] transactionId = new byte[12];
    private IceCredentials remote;
    private final String ufrag;
    private long nextTransaction = 1;

    /** What came back, a copy of each datagram. */
    final List<byte[]> responses = new ArrayList<>();

    FullAgent(String ufrag, IceCredentials remote) {
        this.ufrag = ufrag;
        this.remote = remote;
    }

    void target(IceCredentials credentials) {
        remote = credentials;
    }

    /** How the bytes of a check may differ from those of an honest one. */
    enum Flaw {
        NONE,
        WRONG_PASSWORD,
        NO_INTEGRITY,
        NO_USERNAME,
        UNKNOWN_USERNAME,
        CONTROLLED,
        UNKNOWN_ATTRIBUTE,
        INDICATION
    }

    byte[] check(boolean useCandidate, Flaw flaw) {
        BigEndian.putI64(transactionId, 4, nextTransaction++);
        writer.begin(
                flaw == Flaw.INDICATION ? StunClass.INDICATION : StunClass.REQUEST,
                StunMethod.BINDING,
                transactionId,
                0);
        if (flaw != Flaw.NO_USERNAME) {
            String local = flaw == Flaw.UNKNOWN_USERNAME ? "nobodyAt" : remote.ufrag();
            writer.text(StunAttribute.USERNAME, local + ":" + ufrag);
        }
        // Chromium's network cost, optional to understand.
        writer.unsignedInt(0xC057, 0x0001000a);
        writer.unsignedLong(
                flaw == Flaw.CONTROLLED
                        ? StunAttribute.ICE_CONTROLLED
                        : StunAttribute.ICE_CONTROLLING,
                42);
        if (useCandidate) {
            writer.flag(StunAttribute.USE_CANDIDATE);
        }
        if (flaw == Flaw.UNKNOWN_ATTRIBUTE) {
            writer.unsignedInt(0x7abc, 1);
        }
        writer.unsignedInt(StunAttribute.PRIORITY, 1845501695L);
        if (flaw != Flaw.NO_INTEGRITY) {
            writer.integrity(
                    StunKey.ofPassword(
                            flaw == Flaw.WRONG_PASSWORD
                                    ? "this is not the password"
                                    : remote.password()));
        }
        writer.fingerprint();
        return Arrays.copyOf(writer.array(), writer.length());
    }

    IceOutcome send(IceLiteAgent agent, NetworkPath path, boolean useCandidate, long nowNanos) {
        return send(agent, path, check(useCandidate, Flaw.NONE), nowNanos);
    }

    IceOutcome send(IceLiteAgent agent, NetworkPath path, byte[] bytes, long nowNanos) {
        return agent.onStun(
                path,
                bytes,
                0,
                bytes.length,
                nowNanos,
                (to, array, offset, length, segment) ->
                        responses.add(Arrays.copyOfRange(array, offset, offset + length)));
    }

    /** The latest response, read. */
    StunMessage response() {
        byte[] bytes = responses.getLast();
        if (!reading.wrap(bytes, 0, bytes.length)) {
            throw new AssertionError("malformed response");
        }
        return reading;
    }

    boolean responseIsAuthentic() {
        return response().isAuthentic(StunKey.ofPassword(remote.password()));
    }

    int errorCode() {
        StunMessage response = response();
        int attribute = response.find(StunAttribute.ERROR_CODE);
        return attribute == StunMessage.NONE ? 0 : response.errorCode(attribute);
    }
}
