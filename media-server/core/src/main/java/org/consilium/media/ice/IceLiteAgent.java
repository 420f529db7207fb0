package org.consilium.media.ice;

import java.util.random.RandomGenerator;
import org.consilium.media.buffer.DatagramSink;
import org.consilium.media.buffer.NetworkPath;
import org.jspecify.annotations.Nullable;

/** The lite agent of one transport (RFC 8445 §2.5). Single writer: the room's loop. */
public final class IceLiteAgent {
    private final RandomGenerator random;
    private final IceTimeouts timeouts;
    private IceCredentials local;
    private IceState state = IceState.NEW;
    private @Nullable NetworkPath selected;

    public IceLiteAgent(RandomGenerator random, IceTimeouts timeouts, long nowNanos) {
        this.random = random;
        this.timeouts = timeouts;
        this.local = IceCredentials.generate(random);
    }

    /** The credentials to signal: those of the latest generation. */
    public IceCredentials localCredentials() {
        return local;
    }

    /** Key of the generation before an ICE restart while it is still answered, else 0. */
    public long previousUfragKey() {
        return 0;
    }

    /** What the peer signalled. */
    public void setRemote(IceCredentials remote) {}

    /** Begins a new generation of credentials (RFC 8445 §9) and returns it. */
    public IceCredentials restart(long nowNanos) {
        local = IceCredentials.generate(random);
        return local;
    }

    /** One STUN message. */
    public IceOutcome onStun(
            NetworkPath path,
            byte[] array,
            int offset,
            int length,
            long nowNanos,
            DatagramSink out) {
        return IceOutcome.DROPPED;
    }

    /**
     * An authenticated packet (DTLS, SRTP) came by {@code path}: a sign of life, not of consent.
     */
    public boolean onAuthenticatedPacket(NetworkPath path, long nowNanos) {
        return false;
    }

    /** A connection-oriented path (ICE-TCP) is gone. Returns whether state or selection changed. */
    public boolean onPathClosed(NetworkPath path, long nowNanos) {
        return false;
    }

    /** Where to send; null when nowhere yet, or when consent is lost. */
    public @Nullable NetworkPath selectedPath() {
        return selected;
    }

    public IceState state() {
        return state;
    }

    /** When {@link #onTimeout} wants to be called; {@link Long#MAX_VALUE} for never. */
    public long nextDeadlineNanos() {
        return timeouts.connectNanos();
    }

    /** Returns whether the state changed. */
    public boolean onTimeout(long nowNanos) {
        return false;
    }
}
