package org.consilium.media.simulation;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.consilium.media.buffer.NetworkPath;
import org.consilium.media.buffer.TransportAddress;
import org.consilium.media.sctp.SctpAssociation;
import org.consilium.media.sctp.SctpConfig;
import org.consilium.media.sctp.SctpEvents;
import org.consilium.media.srtp.JdkCipherSuite;
import org.consilium.media.srtp.SrtpKeyingMaterial;
import org.consilium.media.srtp.SrtpProfile;
import org.consilium.media.srtp.SrtpReceiver;
import org.consilium.media.srtp.SrtpSender;
import org.jspecify.annotations.Nullable;

/**
 * A client's end of one bundled transport: connectivity checks, the stand-in for DTLS, real SRTP
 * and real SCTP. Driven by {@link #onTick} and by what arrives.
 */
final class TestTransport {
    private static final long CHECK_NANOS = 50_000_000L;
    private static final long CONSENT_NANOS = 2_500_000_000L;

    private final SimulatedNetwork network;
    private final RandomGenerator random;
    private final SimulatedLink uplink;
    private NetworkPath path;
    private final String ufrag;
    private final Media media;
    private final byte[] clientRandom = new byte[TestDtls.RANDOM_BYTES];
    private final byte[] scratch = new byte[2048];
    private @Nullable String remoteUfrag;
    private @Nullable String remotePassword;
    private boolean reachable;
    private long nextCheckNanos;
    private long nextHelloNanos;
    private @Nullable SrtpSender sender;
    private @Nullable SrtpReceiver receiver;
    private @Nullable SctpAssociation data;
    private boolean silent;

    /** Takes what arrives in plain text. */
    interface Media extends SctpEvents {
        void onUp();

        void onRtp(byte[] array, int length, long nowNanos);

        void onRtcp(byte[] array, int length, long nowNanos);
    }

    TestTransport(
            SimulatedNetwork network,
            TransportAddress address,
            LinkConditions uplinkConditions,
            SimulatedConference conference,
            String ufrag,
            Media media) {
        this.network = network;
        this.random = network.split();
        this.path = new NetworkPath(0, address);
        this.ufrag = ufrag;
        this.media = media;
        this.uplink =
                network.link(
                        uplinkConditions,
                        (datagram, now) -> conference.toServer(path, datagram, now));
        for (int i = 0; i < clientRandom.length; i++) {
            clientRandom[i] = (byte) random.nextInt();
        }
    }

    NetworkPath path() {
        return path;
    }

    /** Another network: the same machine is seen at another address. */
    void move(TransportAddress address) {
        path = new NetworkPath(0, address);
    }

    SimulatedLink uplink() {
        return uplink;
    }

    boolean isUp() {
        return sender != null;
    }

    @Nullable SctpAssociation data() {
        return data;
    }

    /** What the server's description says; again after an ICE restart. */
    void remote(String newUfrag, String newPassword) {
        if (!newUfrag.equals(remoteUfrag)) {
            remoteUfrag = newUfrag;
            remotePassword = newPassword;
            reachable = false;
            nextCheckNanos = network.nowNanos();
        }
    }

    /** Sends nothing any more, as a machine that was switched off. */
    void silence(boolean nowSilent) {
        silent = nowSilent;
    }

    void onTick(long nowNanos) {
        if (remoteUfrag == null || remotePassword == null || silent) {
            return;
        }
        if (nowNanos >= nextCheckNanos) {
            nextCheckNanos = nowNanos + (reachable ? CONSENT_NANOS : CHECK_NANOS);
            uplink.send(
                    TestStun.bindingRequest(
                            remoteUfrag + ":" + ufrag, remotePassword, random.nextLong()));
        }
        if (reachable && sender == null && nowNanos >= nextHelloNanos) {
            nextHelloNanos = nowNanos + 100_000_000L;
            byte[] hello = new byte[2 + TestDtls.RANDOM_BYTES];
            hello[0] = 22;
            hello[1] = 1;
            System.arraycopy(clientRandom, 0, hello, 2, clientRandom.length);
            uplink.send(hello);
        }
        SctpAssociation association = data;
        if (association != null && nowNanos >= association.nextDeadlineNanos()) {
            association.onTimeout(nowNanos);
        }
    }

    void onDatagram(byte[] datagram, long nowNanos) {
        int first = datagram[0] & 0xff;
        if (TestStun.isSuccess(datagram)) {
            reachable = true;
        } else if (first == 22 && sender == null) {
            byte[] serverRandom = Arrays.copyOfRange(datagram, 2 + 16, datagram.length);
            establish(serverRandom, nowNanos);
        } else if (first == 23 && data != null) {
            data.onPacket(datagram, 1, datagram.length - 1, nowNanos);
        } else if (first >= 128 && first < 192 && receiver != null) {
            int second = datagram[1] & 0xff;
            if (second >= 192 && second <= 223) {
                int length = receiver.unprotectRtcp(datagram, 0, datagram.length, datagram, 0);
                if (length > 0) {
                    media.onRtcp(datagram, length, nowNanos);
                }
            } else {
                int length = receiver.unprotectRtp(datagram, 0, datagram.length, datagram, 0);
                if (length > 0) {
                    media.onRtp(datagram, length, nowNanos);
                }
            }
        }
    }

    private void establish(byte[] serverRandom, long nowNanos) {
        var keys =
                new SrtpKeyingMaterial(
                        SrtpProfile.withNumber(7).orElseThrow(),
                        TestDtls.keyingMaterial(clientRandom, serverRandom));
        sender = new SrtpSender(keys.client(), new JdkCipherSuite());
        receiver = new SrtpReceiver(keys.server(), new JdkCipherSuite());
        media.onUp();
        beginData(nowNanos);
    }

    /** A new association; whatever there was before is forgotten, not ended. */
    void beginData(long nowNanos) {
        data =
                new SctpAssociation(
                        SctpConfig.webRtc(5000, 65536),
                        false,
                        random,
                        (array, offset, length) -> {
                            byte[] record = new byte[1 + length];
                            record[0] = 23;
                            System.arraycopy(array, offset, record, 1, length);
                            if (!silent) {
                                uplink.send(record);
                            }
                        },
                        media);
        data.start(nowNanos);
    }

    /** Breaks DTLS. */
    void breakDtls() {
        byte[] alert = new byte[16];
        alert[0] = 21;
        uplink.send(alert);
    }

    void sendRtp(byte[] packet, int length) {
        SrtpSender protect = sender;
        if (protect != null && !silent) {
            int sealed = protect.protectRtp(packet, 0, length, scratch, 0);
            if (sealed < 0) {
                throw new AssertionError("cannot protect RTP: " + sealed);
            }
            uplink.send(scratch, 0, sealed);
        }
    }

    void sendRtcp(byte[] packet, int length) {
        SrtpSender protect = sender;
        if (protect != null && !silent) {
            int sealed = protect.protectRtcp(packet, 0, length, scratch, 0);
            if (sealed < 0) {
                throw new AssertionError("cannot protect RTCP: " + sealed);
            }
            uplink.send(scratch, 0, sealed);
        }
    }
}
