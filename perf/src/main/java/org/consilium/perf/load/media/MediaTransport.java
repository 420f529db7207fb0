package org.consilium.perf.load.media;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.consilium.media.buffer.BigEndian;
import org.consilium.media.buffer.TransportAddress;
import org.consilium.media.dtls.DtlsEnd;
import org.consilium.media.dtls.DtlsEndpoint;
import org.consilium.media.dtls.DtlsEvents;
import org.consilium.media.dtls.DtlsFingerprint;
import org.consilium.media.dtls.DtlsRole;
import org.consilium.media.ice.IceCandidate;
import org.consilium.media.ice.IceCredentials;
import org.consilium.media.sctp.SctpAssociation;
import org.consilium.media.sctp.SctpConfig;
import org.consilium.media.sdp.Fingerprint;
import org.consilium.media.sdp.MediaSection;
import org.consilium.media.sdp.SessionDescription;
import org.consilium.media.sdp.SetupRole;
import org.consilium.media.sdp.TransportAttributes;
import org.consilium.media.srtp.SrtpKeyingMaterial;
import org.consilium.media.srtp.SrtpProfile;
import org.consilium.media.srtp.SrtpReceiver;
import org.consilium.media.srtp.SrtpSender;
import org.jspecify.annotations.Nullable;

/**
 * A client's end of one bundled transport: connectivity checks as the controlling agent, DTLS,
 * SRTP, and an SCTP association on which nothing is said. Single thread: the loop.
 */
final class MediaTransport implements DtlsEvents {
    private static final int SRTCP_FIRST = 192; // RFC 5761 §4
    private static final int SRTCP_LAST = 223;

    /** What the owner makes of it. */
    interface Owner {
        void onUp(long nowNanos);

        /** A packet whose first bytes of payload are plain; the array may be written to. */
        void onRtp(byte[] array, int offset, int length, long nowNanos);

        void onRtcp(byte[] array, int offset, int length, long nowNanos);
    }

    private final LoadLoop loop;
    private final Owner owner;
    private final DtlsEndpoint dtls;
    private final ConnectivityChecks checks;
    private final IceCredentials credentials;
    private final byte[] sealed = new byte[1600];
    private int socket = -1;
    private @Nullable TransportAddress remote;
    private List<DtlsFingerprint> fingerprints = List.of();
    private DtlsRole role = DtlsRole.CLIENT;
    private boolean handshaking;
    private @Nullable SrtpSender sender;
    private @Nullable SrtpReceiver receiver;
    private @Nullable HeadOpener head;
    private @Nullable SctpAssociation data;
    private int transportSequence;
    private int sinceVerified;
    private boolean ended;

    MediaTransport(LoadLoop loop, Owner owner) {
        this.loop = loop;
        this.owner = owner;
        dtls = loop.dtls().open();
        credentials = IceCredentials.generate(loop.random());
        checks = new ConnectivityChecks(credentials, loop.random());
        // RFC 3711 §3.3.1 does not ask it, but a start low down survives the loss of first packets.
        transportSequence = loop.random().nextInt(0x8000);
    }

    IceCredentials credentials() {
        return credentials;
    }

    DtlsFingerprint fingerprint() {
        return dtls.localFingerprint();
    }

    boolean isUp() {
        return sender != null;
    }

    /** Whether it was up and is no more. */
    boolean isEnded() {
        return ended;
    }

    /** What the server's description says of its transport; only the first time matters. */
    void describe(SessionDescription description) {
        MediaSection section = description.sections().getFirst();
        TransportAttributes attributes = section.transport().within(description.transport());
        if (fingerprints.isEmpty()) {
            var read = new ArrayList<DtlsFingerprint>();
            for (Fingerprint fingerprint : attributes.fingerprints()) {
                read.add(new DtlsFingerprint(fingerprint.hash(), fingerprint.value()));
            }
            fingerprints = List.copyOf(read);
            // As offerer we follow; as answerer we said active ourselves.
            role = attributes.setup() == SetupRole.ACTIVE ? DtlsRole.SERVER : DtlsRole.CLIENT;
        }
        checks.remote(attributes.iceUfrag(), attributes.icePassword());
        for (MediaSection each : description.sections()) {
            each.candidates().forEach(this::onCandidate);
        }
    }

    /** Takes the first candidate it can use. */
    void onCandidate(String candidate) {
        Optional<IceCandidate> parsed = IceCandidate.parse(candidate);
        if (socket < 0
                && parsed.isPresent()
                && parsed.get().transport() == IceCandidate.Transport.UDP
                && parsed.get().address().isIpv4()) {
            remote = parsed.get().address();
            try {
                socket = loop.openSocket(remote, this);
            } catch (IOException e) {
                loop.onFailure("no socket: " + e.getMessage());
            }
        }
    }

    void onTick(long nowNanos) {
        if (socket < 0 || ended) {
            return;
        }
        if (checks.isDue(nowNanos)) {
            checks.writeRequest(nowNanos);
            loop.send(socket, checks.message(), 0, checks.messageLength());
        }
        if (checks.isReachable() && !handshaking) {
            handshaking = true;
            dtls.start(role, fingerprints, this);
        }
        SctpAssociation association = data;
        if (association != null && nowNanos >= association.nextDeadlineNanos()) {
            association.onTimeout(nowNanos);
        }
    }

    void onTrain(byte[] array, int length, int segmentLength, long nowNanos) {
        for (int offset = 0; offset < length; offset += segmentLength) {
            onDatagram(array, offset, Math.min(segmentLength, length - offset), nowNanos);
        }
    }

    /** RFC 7983 §7. */
    private void onDatagram(byte[] array, int offset, int length, long nowNanos) {
        int first = array[offset] & 0xff;
        TransportAddress from = remote;
        if (first < 4 && from != null) {
            if (checks.onMessage(array, offset, length, from)) {
                loop.send(socket, checks.message(), 0, checks.messageLength());
            }
        } else if (first >= 20 && first < 64) {
            if (handshaking) {
                dtls.onDatagram(array, offset, length);
            }
        } else if (first >= 128 && first < 192 && length > 12) {
            int second = array[offset + 1] & 0xff;
            if (second >= SRTCP_FIRST && second <= SRTCP_LAST) {
                onSrtcp(array, offset, length, nowNanos);
            } else {
                onSrtp(array, offset, length, nowNanos);
            }
        }
    }

    private void onSrtp(byte[] array, int offset, int length, long nowNanos) {
        SrtpReceiver whole = receiver;
        if (whole == null) {
            return;
        }
        LoadCounters counters = loop.counters();
        counters.receivedPackets++;
        counters.receivedBytes += length;
        HeadOpener opener = head;
        boolean padded = (array[offset] & 0x20) != 0;
        int plain;
        if (opener == null || padded || ++sinceVerified >= loop.verifyEvery()) {
            sinceVerified = 0;
            plain = whole.unprotectRtp(array, offset, length, array, offset);
            counters.verifiedPackets++;
            counters.authenticationFailures += plain < 0 ? 1 : 0;
        } else {
            plain = opener.open(array, offset, length);
        }
        if (plain > 0) {
            owner.onRtp(array, offset, plain, nowNanos);
        }
    }

    private void onSrtcp(byte[] array, int offset, int length, long nowNanos) {
        SrtpReceiver whole = receiver;
        if (whole != null) {
            int plain = whole.unprotectRtcp(array, offset, length, array, offset);
            if (plain > 0) {
                owner.onRtcp(array, offset, plain, nowNanos);
            } else {
                loop.counters().authenticationFailures++;
            }
        }
    }

    /** Writes the transport-wide sequence number of the next packet as a header extension. */
    int writeTransportSequence(byte[] array, int at) {
        array[at] = (byte) ((ClientDescriptions.TRANSPORT_SEQUENCE_ID << 4) | 1);
        BigEndian.putU16(array, at + 1, transportSequence);
        transportSequence = (transportSequence + 1) & 0xffff;
        return at + 3;
    }

    void sendRtp(byte[] packet, int length) {
        SrtpSender protect = sender;
        if (protect == null) {
            return;
        }
        int bytes = protect.protectRtp(packet, 0, length, sealed, 0);
        if (bytes < 0) {
            throw new IllegalStateException("cannot protect RTP: " + bytes);
        }
        loop.counters().sentPackets++;
        loop.counters().sentBytes += bytes;
        loop.send(socket, sealed, 0, bytes);
    }

    void sendRtcp(byte[] packet, int length) {
        SrtpSender protect = sender;
        if (protect == null) {
            return;
        }
        int bytes = protect.protectRtcp(packet, 0, length, sealed, 0);
        if (bytes < 0) {
            throw new IllegalStateException("cannot protect RTCP: " + bytes);
        }
        loop.send(socket, sealed, 0, bytes);
    }

    @Override
    public void onTransmit(byte[] array, int offset, int length) {
        loop.send(socket, array, offset, length);
    }

    @Override
    public void onEstablished(int srtpProfile, byte[] keyingMaterial) {
        SrtpProfile profile = SrtpProfile.withNumber(srtpProfile).orElseThrow();
        var keys = new SrtpKeyingMaterial(profile, keyingMaterial);
        boolean client = role == DtlsRole.CLIENT;
        sender = new SrtpSender(client ? keys.client() : keys.server(), loop.ciphers());
        receiver = new SrtpReceiver(client ? keys.server() : keys.client(), loop.ciphers());
        if (profile != SrtpProfile.SRTP_AES128_CM_HMAC_SHA1_80) {
            int key = profile.keyBytes();
            int salt = profile.saltBytes();
            int peerKey = client ? key : 0;
            int peerSalt = 2 * key + (client ? salt : 0);
            head =
                    new HeadOpener(
                            profile,
                            Arrays.copyOfRange(keyingMaterial, peerKey, peerKey + key),
                            Arrays.copyOfRange(keyingMaterial, peerSalt, peerSalt + salt),
                            loop.ciphers());
        }
        long nowNanos = System.nanoTime();
        RandomGenerator random = loop.random();
        data =
                new SctpAssociation(
                        SctpConfig.webRtc(SctpConfig.WEBRTC_PORT, 65_536),
                        !client,
                        random,
                        (array, offset, length) -> {
                            // A record that is not taken is a lost one; SCTP sends it again.
                            boolean unused = dtls.send(array, offset, length);
                        },
                        SilentData.INSTANCE);
        data.start(nowNanos);
        owner.onUp(nowNanos);
    }

    @Override
    public void onApplicationData(byte[] array, int offset, int length) {
        SctpAssociation association = data;
        if (association != null) {
            association.onPacket(array, offset, length, System.nanoTime());
        }
    }

    @Override
    public void onEnd(DtlsEnd end) {
        ended = true;
        if (!loop.isLeaving()) {
            loop.onFailure("DTLS ended: " + end);
        }
    }

    void close() {
        dtls.close();
        ended = true;
        if (sender != null) {
            sender.destroy();
            sender = null;
        }
        if (receiver != null) {
            receiver.destroy();
            receiver = null;
        }
    }
}
