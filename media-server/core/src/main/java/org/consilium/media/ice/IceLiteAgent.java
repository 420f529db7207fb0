package org.consilium.media.ice;

import java.util.Objects;
import java.util.random.RandomGenerator;
import org.consilium.media.buffer.BigEndian;
import org.consilium.media.buffer.DatagramSink;
import org.consilium.media.buffer.NetworkPath;
import org.consilium.media.stun.StunAttribute;
import org.consilium.media.stun.StunClass;
import org.consilium.media.stun.StunMessage;
import org.consilium.media.stun.StunMethod;
import org.consilium.media.stun.StunWriter;
import org.jspecify.annotations.Nullable;

/**
 * The lite agent of one transport (RFC 8445 §2.5): it answers connectivity checks, sends none, and
 * sends media where the peer nominates. Single writer: the room's loop.
 *
 * <p><b>Which pair.</b> The latest nomination wins. Chromium, seeing a lite peer, puts
 * USE-CANDIDATE on every check of the pair it has selected and moves by nominating another; Firefox
 * nominates every pair it checks and keeps checking the one it stays with. The latest nomination is
 * right for the first at once. For the second it is right as soon as the flurry is over: a
 * nominated pair that is still checked takes over from a selected one whose checks have stopped.
 * Before any nomination the first authenticated pair is used, so that DTLS can begin early.
 *
 * <p><b>Liveness and consent.</b> RFC 7675 lets only authenticated STUN renew consent to send; a
 * lite agent has no checks of its own, so the peer's checks of the selected pair are that consent.
 * Whether a participant is still there is another question, which any authenticated packet answers:
 * one lost consent check of Firefox, which come five seconds apart, must not show as a
 * disconnection while media flows.
 *
 * <p><b>Restart.</b> {@link #restart} adds a generation of credentials; the one before is answered
 * and its pair used until the new one has a nomination (RFC 8445 §9).
 *
 * <p>We never change our role: a lite agent facing a full one is the controlled one (RFC 8445
 * §6.1.1), so a role conflict always ends with the peer's switching, whatever the tie-breakers say.
 */
public final class IceLiteAgent {
    /** RFC 7675 §5.1: checks come at most six seconds apart; one may be late. */
    private static final long CHECKED_RECENTLY_NANOS = 7_000_000_000L;

    private static final int MAX_UNKNOWN_ATTRIBUTES = 8;

    private final RandomGenerator random;
    private final IceTimeouts timeouts;
    private final StunMessage message = new StunMessage();
    private final StunWriter response = new StunWriter(128);
    private final int[] unknownAttributes = new int[MAX_UNKNOWN_ATTRIBUTES];
    private final ErrorBudget errorBudget;

    private IceGeneration current;

    /** The generation before a restart, until the current one has a nomination. */
    private @Nullable IceGeneration previous;

    private IceState state = IceState.NEW;
    private @Nullable NetworkPath selected;

    /** The generation of {@link #selected}. */
    private IceGeneration selectedIn;

    /** Whether there was a nomination; before it, the selected pair is merely the first checked. */
    private boolean established;

    /** From when a nomination is awaited: the first check, or the latest restart. */
    private long connectStartNanos;

    /** Last authenticated check of the selected pair. */
    private long lastCheckNanos;

    /** Last authenticated packet of any kind by the selected pair. */
    private long lastLifeNanos;

    private long droppedMessages;

    /**
     * @param random cryptographically strong: the passwords come from it
     */
    public IceLiteAgent(RandomGenerator random, IceTimeouts timeouts, long nowNanos) {
        this.random = random;
        this.timeouts = timeouts;
        errorBudget = new ErrorBudget(nowNanos);
        current = new IceGeneration(IceCredentials.generate(random));
        selectedIn = current;
        connectStartNanos = nowNanos;
    }

    /**
     * The key of the local username fragment of a binding request, by which a datagram of an
     * unknown address finds its agent: {@link IceCredentials#ufragKey()} of whom it addresses, 0
     * when the message is none of ours. Proves nothing; {@link #onStun} does.
     */
    public static long ufragKey(StunMessage message) {
        int username = message.find(StunAttribute.USERNAME);
        if (username == StunMessage.NONE
                || message.valueLength(username) <= IceCredentials.LOCAL_UFRAG_LENGTH) {
            return 0;
        }
        int value = message.valueOffset(username);
        return message.array()[value + IceCredentials.LOCAL_UFRAG_LENGTH] == ':'
                ? BigEndian.i64(message.array(), value)
                : 0;
    }

    /** The credentials to signal: those of the latest generation. */
    public IceCredentials localCredentials() {
        return current.credentials;
    }

    /** Key of the generation before an ICE restart while it is still answered, else 0. */
    public long previousUfragKey() {
        return previous == null ? 0 : previous.ufragKey;
    }

    /** Begins a new generation of credentials (RFC 8445 §9) and returns it. */
    public IceCredentials restart(long nowNanos) {
        // After several restarts without a nomination, what still works is the generation in use.
        previous = selected == null ? null : selectedIn;
        current = new IceGeneration(IceCredentials.generate(random));
        connectStartNanos = nowNanos;
        if (previous == null) {
            awaitNomination();
        }
        return current.credentials;
    }

    /**
     * Handles one STUN message and answers it by {@code out}.
     *
     * @param path where it came from, the one instance of this path
     */
    public IceOutcome onStun(
            NetworkPath path,
            byte[] array,
            int offset,
            int length,
            long nowNanos,
            DatagramSink out) {
        // We send no requests, so responses are not ours; indications are keepalives (§11), which
        // nobody signs and which therefore mean nothing.
        if (!message.wrap(array, offset, length)
                || message.messageClass() != StunClass.REQUEST
                || message.method() != StunMethod.BINDING) {
            return dropped();
        }
        // RFC 8489 §9.1.3: without both, bad request; with a wrong one, unauthorized.
        if (!message.hasIntegrity() || !message.has(StunAttribute.USERNAME)) {
            return refuseUnauthenticated(400, path, nowNanos, out);
        }
        IceGeneration generation = addressed();
        if (generation == null) {
            return dropped();
        }
        if (!message.isAuthentic(generation.key)) {
            return refuseUnauthenticated(401, path, nowNanos, out);
        }
        if (state == IceState.FAILED) {
            // The peer shall notice as well, and restart.
            return dropped();
        }
        int unknown = collectUnknownAttributes();
        if (unknown > 0) {
            // RFC 8489 §6.3.1.
            beginError(420);
            response.unknownAttributes(unknownAttributes, unknown);
            return refuse(generation, path, out);
        }
        if (message.has(StunAttribute.ICE_CONTROLLED)) {
            // RFC 8445 §7.3.1.1.
            beginError(487);
            return refuse(generation, path, out);
        }
        IceState stateBefore = state;
        NetworkPath selectedBefore = selected;
        onCheck(generation, path, nowNanos, message.has(StunAttribute.USE_CANDIDATE));
        succeed(generation, path, out);
        return state == stateBefore && Objects.equals(selected, selectedBefore)
                ? IceOutcome.ANSWERED
                : IceOutcome.CHANGED;
    }

    /**
     * A packet that DTLS or SRTP authenticated came by {@code path}: a sign of life, not of
     * consent. Returns whether the state changed.
     */
    public boolean onAuthenticatedPacket(NetworkPath path, long nowNanos) {
        if (!path.equals(selected)) {
            return false;
        }
        lastLifeNanos = nowNanos;
        if (state != IceState.DISCONNECTED) {
            return false;
        }
        state = IceState.CONNECTED;
        return true;
    }

    /** A connection-oriented path (ICE-TCP) is gone. Returns whether state or selection changed. */
    public boolean onPathClosed(NetworkPath path, long nowNanos) {
        forget(current, path);
        if (previous != null) {
            forget(previous, path);
        }
        if (!path.equals(selected)) {
            return false;
        }
        if (!failOver(nowNanos)) {
            selected = null;
            if (state == IceState.CONNECTED) {
                state = IceState.DISCONNECTED;
            }
        }
        return true;
    }

    /** Where to send; null when nowhere yet, or when we must not. */
    public @Nullable NetworkPath selectedPath() {
        return selected;
    }

    public IceState state() {
        return state;
    }

    /** Messages that were not answered. */
    public long droppedMessages() {
        return droppedMessages;
    }

    /** When {@link #onTimeout} wants to be called; {@link Long#MAX_VALUE} for never. */
    public long nextDeadlineNanos() {
        return switch (state) {
            case NEW, FAILED -> Long.MAX_VALUE;
            case CHECKING ->
                    selected == null
                            ? connectDeadlineNanos()
                            : Math.min(connectDeadlineNanos(), consentDeadlineNanos());
            case CONNECTED ->
                    Math.min(lastLifeNanos + timeouts.disconnectedNanos(), consentDeadlineNanos());
            case DISCONNECTED -> Math.min(failureDeadlineNanos(), consentDeadlineNanos());
        };
    }

    /** Does what time demands; early calls do no harm. Returns whether state or path changed. */
    public boolean onTimeout(long nowNanos) {
        if (nowNanos < nextDeadlineNanos()) {
            return false;
        }
        if (state == IceState.CHECKING && nowNanos >= connectDeadlineNanos()) {
            return fail();
        }
        if (failOver(nowNanos)) {
            return true;
        }
        if (nowNanos >= consentDeadlineNanos()) {
            return loseConsent();
        }
        if (state == IceState.CONNECTED) {
            state = IceState.DISCONNECTED;
            return true;
        }
        return fail();
    }

    /** RFC 7675 §5.1: where consent is lost, sending stops, and only a restart starts it again. */
    private boolean loseConsent() {
        if (state != IceState.CHECKING && previous == null) {
            return fail();
        }
        selected = null;
        awaitNomination();
        return true;
    }

    private boolean fail() {
        state = IceState.FAILED;
        selected = null;
        previous = null;
        selectedIn = current;
        established = false;
        return true;
    }

    /** Nothing but the current generation is left, and it has no nomination. */
    private void awaitNomination() {
        previous = null;
        selectedIn = current;
        established = false;
        if (state != IceState.NEW) {
            state = IceState.CHECKING;
        }
    }

    private long connectDeadlineNanos() {
        return connectStartNanos + timeouts.connectNanos();
    }

    private long consentDeadlineNanos() {
        return lastCheckNanos + timeouts.consentNanos();
    }

    /** While a restart is under way its own time to connect counts as well. */
    private long failureDeadlineNanos() {
        long silent = lastLifeNanos + timeouts.disconnectedNanos() + timeouts.failedNanos();
        return previous == null ? silent : Math.max(silent, connectDeadlineNanos());
    }

    private @Nullable IceGeneration addressed() {
        long key = ufragKey(message);
        if (key == current.ufragKey) {
            return current;
        }
        return previous != null && key == previous.ufragKey ? previous : null;
    }

    /** RFC 8445 §7.3.1: learn the pair, nominate it, become or stay connected. */
    private void onCheck(
            IceGeneration generation, NetworkPath path, long nowNanos, boolean useCandidate) {
        int pair = generation.pairs.onCheck(path, nowNanos, selected);
        if (useCandidate) {
            generation.pairs.nominate(pair);
        }
        boolean isSelected = generation == selectedIn && path.equals(selected);
        if (isSelected) {
            lastCheckNanos = nowNanos;
            lastLifeNanos = nowNanos;
        }
        if (useCandidate && (generation == current || generation == selectedIn)) {
            nominate(generation, pair);
        } else if (!isSelected && takesOver(generation, pair, nowNanos)) {
            select(generation, pair);
        }
        if (established && nowNanos - lastLifeNanos < timeouts.disconnectedNanos()) {
            state = IceState.CONNECTED;
        } else if (state == IceState.NEW) {
            state = IceState.CHECKING;
            connectStartNanos = nowNanos;
        }
    }

    private boolean takesOver(IceGeneration generation, int pair, long nowNanos) {
        if (selected == null) {
            return true;
        }
        return generation == selectedIn
                && nowNanos - lastCheckNanos >= CHECKED_RECENTLY_NANOS
                && (!established
                        || generation.pairs.isNominated(pair)
                        || state == IceState.DISCONNECTED);
    }

    private void nominate(IceGeneration generation, int pair) {
        select(generation, pair);
        established = true;
        if (generation == current) {
            previous = null;
        }
    }

    private void select(IceGeneration generation, int pair) {
        selected = generation.pairs.path(pair);
        selectedIn = generation;
        lastCheckNanos = generation.pairs.lastCheckNanos(pair);
        lastLifeNanos = lastCheckNanos;
    }

    /**
     * Moves to a pair that is still checked, if there is one. What the peer checks but has not
     * nominated it may still use: better than silence.
     */
    private boolean failOver(long nowNanos) {
        return failOver(selectedIn, nowNanos) || failOver(current, nowNanos);
    }

    private boolean failOver(IceGeneration generation, long nowNanos) {
        int pair = generation.pairs.best(nowNanos, timeouts.disconnectedNanos());
        if (pair == CandidatePairs.NONE || generation.pairs.path(pair).equals(selected)) {
            return false;
        }
        select(generation, pair);
        if (established) {
            state = IceState.CONNECTED;
        }
        return true;
    }

    private static void forget(IceGeneration generation, NetworkPath path) {
        int pair = generation.pairs.find(path);
        if (pair != CandidatePairs.NONE) {
            generation.pairs.remove(pair);
        }
    }

    private int collectUnknownAttributes() {
        int count = 0;
        int attribute = message.firstAttribute();
        while (attribute != StunMessage.NONE && count < MAX_UNKNOWN_ATTRIBUTES) {
            int type = message.type(attribute);
            if (StunAttribute.isComprehensionRequired(type) && !isUnderstood(type)) {
                unknownAttributes[count++] = type;
            }
            attribute = message.nextAttribute(attribute);
        }
        return count;
    }

    private static boolean isUnderstood(int type) {
        return switch (type) {
            case StunAttribute.USERNAME, StunAttribute.PRIORITY, StunAttribute.USE_CANDIDATE ->
                    true;
            default -> false;
        };
    }

    private void succeed(IceGeneration generation, NetworkPath path, DatagramSink out) {
        response.beginResponse(StunClass.SUCCESS_RESPONSE, message);
        response.xorAddress(StunAttribute.XOR_MAPPED_ADDRESS, path.remote());
        response.integrity(generation.key);
        response.fingerprint();
        out.send(path, response.array(), 0, response.length());
    }

    private IceOutcome refuse(IceGeneration generation, NetworkPath path, DatagramSink out) {
        response.integrity(generation.key);
        response.fingerprint();
        out.send(path, response.array(), 0, response.length());
        return IceOutcome.REFUSED;
    }

    private IceOutcome refuseUnauthenticated(
            int code, NetworkPath path, long nowNanos, DatagramSink out) {
        if (!errorBudget.take(nowNanos)) {
            return dropped();
        }
        // RFC 8489 §9.1.3: these two carry no integrity.
        beginError(code);
        response.fingerprint();
        out.send(path, response.array(), 0, response.length());
        return IceOutcome.REFUSED;
    }

    private void beginError(int code) {
        response.beginResponse(StunClass.ERROR_RESPONSE, message);
        response.errorCode(code);
    }

    private IceOutcome dropped() {
        droppedMessages++;
        return IceOutcome.DROPPED;
    }
}
