package org.consilium.media.peer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.consilium.media.buffer.NetworkPath;
import org.consilium.media.dtls.DtlsEnd;
import org.consilium.media.dtls.DtlsEndpoint;
import org.consilium.media.dtls.DtlsEvents;
import org.consilium.media.dtls.DtlsRole;
import org.consilium.media.ice.IceCandidate;
import org.consilium.media.ice.IceLiteAgent;
import org.consilium.media.ice.IceOutcome;
import org.consilium.media.ice.IceState;
import org.consilium.media.ice.IceTimeouts;
import org.consilium.media.peer.negotiation.LocalTransport;
import org.consilium.media.peer.negotiation.TransportSetup;
import org.consilium.media.sctp.DataChannel;
import org.consilium.media.sctp.SctpAssociation;
import org.consilium.media.sctp.SctpConfig;
import org.consilium.media.sctp.SctpEnd;
import org.consilium.media.sctp.SctpEvents;
import org.consilium.media.srtp.SrtpCipherSuite;
import org.consilium.media.srtp.SrtpFailure;
import org.consilium.media.srtp.SrtpKeyingMaterial;
import org.consilium.media.srtp.SrtpProfile;
import org.consilium.media.srtp.SrtpReceiver;
import org.consilium.media.srtp.SrtpSender;
import org.jspecify.annotations.Nullable;

/**
 * One bundled transport to one peer: ICE finds the path, DTLS makes the keys, SRTP carries media
 * and SCTP carries data. Wires and delegates.
 *
 * <p>Single writer: the loop. Lives until {@link #close()}.
 */
public final class PeerConnection {
    /** The flights of a ClientHello that overtook the description: two datagrams, twice. */
    private static final int MAX_EARLY_DATAGRAMS = 4;

    /**
     * What one peer may send towards one handshake. The longest honest one takes a dozen datagrams,
     * several times over where most are lost. Handshakes are bounded by address too, and without a
     * bound of its own one peer could use up what everybody behind its address has.
     */
    private static final int MAX_HANDSHAKE_DATAGRAMS = 128;

    /** Associations for data on one transport. A peer may begin anew, but not for ever. */
    private static final int MAX_ASSOCIATIONS = 16;

    private final LoopSurroundings loop;
    private final PeerEvents events;
    private final DtlsEndpoint dtls;
    private final IceLiteAgent ice;
    private final List<NetworkPath> paths = new ArrayList<>();
    private final List<byte[]> earlyDtls = new ArrayList<>();
    private final PacketTrain train = new PacketTrain();
    private boolean flushing;
    private boolean dtlsStarted;
    private int handshakeDatagrams;
    private boolean connected;
    private boolean closed;
    private long ufragKey;
    private long previousUfragKey;
    private @Nullable TransportSetup remote;
    private @Nullable SrtpSender srtpSender;
    private @Nullable SrtpReceiver srtpReceiver;
    private @Nullable SctpAssociation sctp;
    private int associations;

    public PeerConnection(LoopSurroundings loop, IceTimeouts timeouts, PeerEvents events) {
        this.loop = loop;
        this.events = events;
        this.dtls = loop.dtls().open();
        this.ice = new IceLiteAgent(loop.random(), timeouts, loop.time().nowNanos());
        this.ufragKey = ice.localCredentials().ufragKey();
        loop.peers().addUfrag(ufragKey, this);
    }

    /** What our descriptions say of this transport. */
    public LocalTransport localTransport() {
        List<IceCandidate> candidates =
                IntStream.range(0, loop.announced().size())
                        .mapToObj(
                                rank ->
                                        IceCandidate.host(
                                                IceCandidate.Transport.UDP,
                                                loop.announced().get(rank),
                                                rank))
                        .toList();
        return new LocalTransport(ice.localCredentials(), dtls.localFingerprint(), candidates);
    }

    /** New ICE credentials; the old ones are answered until the new ones have a path. */
    public void restartIce() {
        if (closed) {
            return;
        }
        ice.restart(loop.time().nowNanos());
        updateUfrags();
    }

    /**
     * What the peer's description says. The first one starts DTLS; later ones may restart ICE or
     * add data channels.
     */
    public void applyRemote(TransportSetup setup) {
        if (closed) {
            return;
        }
        remote = setup;
        if (!dtlsStarted) {
            dtlsStarted = true;
            dtls.start(setup.localRole(), setup.fingerprints(), new DtlsSide());
            for (byte[] datagram : earlyDtls) {
                dtls.onDatagram(datagram, 0, datagram.length);
            }
            earlyDtls.clear();
        } else if (connected) {
            startData();
        }
    }

    IceOutcome onStun(NetworkPath path, byte[] array, int offset, int length, long nowNanos) {
        IceState before = ice.state();
        IceOutcome outcome = ice.onStun(path, array, offset, length, nowNanos, loop.sink());
        if (outcome == IceOutcome.CHANGED) {
            updateUfrags();
            tellIceState(before);
        }
        return outcome;
    }

    void onDatagram(
            int kind, NetworkPath path, byte[] array, int offset, int length, long nowNanos) {
        switch (kind) {
            case DatagramKind.RTP -> onSrtp(path, array, offset, length, nowNanos);
            case DatagramKind.RTCP -> onSrtcp(path, array, offset, length, nowNanos);
            case DatagramKind.DTLS -> onDtls(path, array, offset, length, nowNanos);
            default -> loop.counters().droppedMalformed++;
        }
    }

    private void onSrtp(NetworkPath path, byte[] array, int offset, int length, long nowNanos) {
        SrtpReceiver receiver = srtpReceiver;
        if (receiver == null) {
            loop.counters().droppedUnauthenticated++;
            return;
        }
        int plainLength = receiver.unprotectRtp(array, offset, length, array, offset);
        if (plainLength < 0) {
            countRefusal(plainLength);
            return;
        }
        onAuthenticated(path, nowNanos);
        events.onRtp(array, offset, plainLength, nowNanos);
    }

    private void onSrtcp(NetworkPath path, byte[] array, int offset, int length, long nowNanos) {
        SrtpReceiver receiver = srtpReceiver;
        if (receiver == null) {
            loop.counters().droppedUnauthenticated++;
            return;
        }
        int plainLength = receiver.unprotectRtcp(array, offset, length, array, offset);
        if (plainLength < 0) {
            countRefusal(plainLength);
            return;
        }
        onAuthenticated(path, nowNanos);
        events.onRtcp(array, offset, plainLength, nowNanos);
    }

    private void countRefusal(int code) {
        switch (code) {
            case SrtpFailure.REPLAYED, SrtpFailure.TOO_OLD -> loop.counters().droppedReplayed++;
            case SrtpFailure.MALFORMED -> loop.counters().droppedMalformed++;
            default -> loop.counters().droppedUnauthenticated++;
        }
    }

    private void onDtls(NetworkPath path, byte[] array, int offset, int length, long nowNanos) {
        if (!dtlsStarted) {
            if (earlyDtls.size() < MAX_EARLY_DATAGRAMS) {
                earlyDtls.add(Arrays.copyOfRange(array, offset, offset + length));
            } else {
                loop.counters().droppedUnauthenticated++;
            }
            return;
        }
        if (!connected && !mayHandshake(path, nowNanos)) {
            loop.counters().droppedUnauthenticated++;
            return;
        }
        dtls.onDatagram(array, offset, length);
    }

    private boolean mayHandshake(NetworkPath path, long nowNanos) {
        if (handshakeDatagrams >= MAX_HANDSHAKE_DATAGRAMS) {
            return false;
        }
        handshakeDatagrams++;
        return loop.dtls().mayHandshake(path, nowNanos);
    }

    private void onAuthenticated(NetworkPath path, long nowNanos) {
        IceState before = ice.state();
        if (ice.onAuthenticatedPacket(path, nowNanos)) {
            tellIceState(before);
        }
    }

    /**
     * Encrypts one RTP packet and gathers it for the end of the batch.
     *
     * @return false when it could not be sent, because there is no path or no key
     */
    public boolean sendRtp(byte[] plain, int offset, int length) {
        SrtpSender sender = srtpSender;
        NetworkPath path = ice.selectedPath();
        if (sender == null
                || path == null
                || length > PacketTrain.MAX_DATAGRAM - SrtpProfile.MAX_OVERHEAD_BYTES) {
            loop.counters().droppedNoPath++;
            return false;
        }
        int position = train.reserve(path, loop.sink());
        int sealed = sender.protectRtp(plain, offset, length, train.array(), position);
        return gather(sealed, path);
    }

    /** Encrypts one compound RTCP packet and gathers it for the end of the batch. */
    public boolean sendRtcp(byte[] plain, int offset, int length) {
        SrtpSender sender = srtpSender;
        NetworkPath path = ice.selectedPath();
        if (sender == null
                || path == null
                || length > PacketTrain.MAX_DATAGRAM - SrtpProfile.MAX_OVERHEAD_BYTES) {
            loop.counters().droppedNoPath++;
            return false;
        }
        int position = train.reserve(path, loop.sink());
        int sealed = sender.protectRtcp(plain, offset, length, train.array(), position);
        return gather(sealed, path);
    }

    private boolean gather(int sealedLength, NetworkPath path) {
        if (sealedLength < 0) {
            loop.counters().droppedMalformed++;
            return false;
        }
        loop.counters().packetsSent++;
        loop.counters().bytesSent += sealedLength;
        train.commit(sealedLength, path, loop.sink());
        if (!flushing && !train.isEmpty()) {
            flushing = true;
            loop.flushes().add(this);
        }
        return true;
    }

    void flush() {
        flushing = false;
        NetworkPath path = ice.selectedPath();
        if (path == null) {
            train.discard();
        } else {
            train.flush(path, loop.sink());
        }
    }

    /** The data channels, null before they are up or when none were negotiated. */
    public @Nullable SctpAssociation data() {
        return sctp;
    }

    /** Whether ICE and DTLS are up. */
    public boolean isConnected() {
        return connected;
    }

    public IceState iceState() {
        return ice.state();
    }

    /** Runs the timers that are due; cheap when none is. */
    public void onTick(long nowNanos) {
        if (closed) {
            return;
        }
        if (nowNanos >= ice.nextDeadlineNanos()) {
            IceState before = ice.state();
            if (ice.onTimeout(nowNanos)) {
                updateUfrags();
                tellIceState(before);
            }
        }
        SctpAssociation association = sctp;
        if (association != null && nowNanos >= association.nextDeadlineNanos()) {
            association.onTimeout(nowNanos);
        }
    }

    /** Ends the transport and frees its keys. Idempotent; no event follows. */
    public void close() {
        if (closed) {
            return;
        }
        if (sctp != null) {
            sctp.abort(loop.time().nowNanos());
        }
        flush();
        dtls.close();
        closed = true;
        loop.peers().removeUfrag(ufragKey);
        if (previousUfragKey != 0) {
            loop.peers().removeUfrag(previousUfragKey);
        }
        for (NetworkPath path : paths) {
            loop.peers().removePath(path, this);
        }
        paths.clear();
        if (srtpSender != null) {
            srtpSender.destroy();
            srtpSender = null;
        }
        if (srtpReceiver != null) {
            srtpReceiver.destroy();
            srtpReceiver = null;
        }
    }

    /** The work of this peer threw: it ends, the others do not notice. */
    void fail(String where, RuntimeException fault) {
        loop.faults().onFault(where, fault);
        if (!closed) {
            close();
            events.onTransportEnd();
        }
    }

    void rememberPath(NetworkPath path) {
        paths.add(path);
    }

    void forgetPath(NetworkPath path) {
        paths.remove(path);
    }

    private void updateUfrags() {
        long current = ice.localCredentials().ufragKey();
        long previous = ice.previousUfragKey();
        for (long key : new long[] {ufragKey, previousUfragKey}) {
            if (key != 0 && key != current && key != previous) {
                loop.peers().removeUfrag(key);
            }
        }
        ufragKey = current;
        previousUfragKey = previous;
        loop.peers().addUfrag(current, this);
    }

    private void tellIceState(IceState before) {
        IceState state = ice.state();
        if (state != before && !closed) {
            events.onIceState(state);
        }
    }

    private void startData() {
        TransportSetup setup = remote;
        if (sctp == null && setup != null && setup.hasData()) {
            openAssociation(setup).start(loop.time().nowNanos());
        }
    }

    private SctpAssociation openAssociation(TransportSetup setup) {
        var config = SctpConfig.webRtc(setup.sctpPort(), setup.maxMessageSizeBytes());
        var association =
                new SctpAssociation(
                        config,
                        setup.localRole() == DtlsRole.SERVER,
                        loop.random(),
                        (array, offset, length) -> {
                            boolean unused = dtls.send(array, offset, length);
                        },
                        new DataSide());
        sctp = association;
        associations++;
        return association;
    }

    /** Ended associations stay silent; a peer whose own has ended may begin another by an INIT. */
    private void onDataPacket(byte[] array, int offset, int length) {
        SctpAssociation association = sctp;
        TransportSetup setup = remote;
        if (association == null || setup == null) {
            return;
        }
        if (association.hasEnded()
                && associations < MAX_ASSOCIATIONS
                && SctpAssociation.isInit(array, offset, length)) {
            association = openAssociation(setup);
        }
        association.onPacket(array, offset, length, loop.time().nowNanos());
    }

    /** What DTLS tells. */
    private final class DtlsSide implements DtlsEvents {
        @Override
        public void onTransmit(byte[] array, int offset, int length) {
            NetworkPath path = ice.selectedPath();
            if (path == null) {
                loop.counters().droppedNoPath++;
                return;
            }
            loop.counters().packetsSent++;
            loop.counters().bytesSent += length;
            loop.sink().send(path, array, offset, length);
        }

        @Override
        public void onEstablished(int srtpProfile, byte[] keyingMaterial) {
            TransportSetup setup = remote;
            if (closed || connected || setup == null) {
                return;
            }
            SrtpProfile profile = SrtpProfile.withNumber(srtpProfile).orElse(null);
            if (profile == null) {
                events.onTransportEnd();
                return;
            }
            var keys = new SrtpKeyingMaterial(profile, keyingMaterial);
            boolean isClient = setup.localRole() == DtlsRole.CLIENT;
            SrtpCipherSuite suite = loop.ciphers();
            srtpSender = new SrtpSender(isClient ? keys.client() : keys.server(), suite);
            srtpReceiver = new SrtpReceiver(isClient ? keys.server() : keys.client(), suite);
            keys.destroy();
            connected = true;
            events.onConnected();
            startData();
        }

        @Override
        public void onApplicationData(byte[] array, int offset, int length) {
            if (!closed) {
                onDataPacket(array, offset, length);
            }
        }

        @Override
        public void onEnd(DtlsEnd end) {
            if (!closed) {
                // A close_notify is no good-bye: the participant stays until it says so or ICE
                // ends.
                if (end != DtlsEnd.CLOSED_BY_PEER) {
                    events.onTransportEnd();
                }
            }
        }
    }

    /** What SCTP tells. */
    private final class DataSide implements SctpEvents {
        @Override
        public void onConnected() {
            events.onDataConnected();
        }

        @Override
        public void onChannelOpen(DataChannel channel) {
            events.onChannelOpen(channel);
        }

        @Override
        public void onMessage(DataChannel channel, boolean binary, byte[] message) {
            events.onMessage(channel, binary, message);
        }

        @Override
        public void onChannelClosed(DataChannel channel) {
            events.onChannelClosed(channel);
        }

        @Override
        public void onBufferedLow() {}

        @Override
        public void onEnd(SctpEnd end) {
            if (!closed) {
                events.onDataEnd();
            }
        }
    }

    @Override
    public String toString() {
        return "PeerConnection[" + ice.state() + ", connected " + connected + "]";
    }
}
