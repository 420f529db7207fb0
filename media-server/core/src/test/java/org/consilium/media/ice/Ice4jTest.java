package org.consilium.media.ice;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.consilium.media.buffer.NetworkPath;
import org.consilium.media.buffer.TransportAddress;
import org.ice4j.Transport;
import org.ice4j.ice.Agent;
import org.ice4j.ice.CandidateType;
import org.ice4j.ice.Component;
import org.ice4j.ice.IceMediaStream;
import org.ice4j.ice.KeepAliveStrategy;
import org.ice4j.ice.RemoteCandidate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An independent full agent checks, nominates and restarts over real sockets. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class Ice4jTest {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final byte[] datagram = new byte[1500];

    @BeforeAll
    static void keepToThisMachineAndQuiet() {
        System.setProperty("ice4j.harvest.mapping.aws.enabled", "false");
        Logger.getLogger("").setLevel(Level.SEVERE);
    }

    @Test
    void anIndependentFullAgentConnects() throws Exception {
        InetAddress host = hostAddress();
        assumeThat(host).as("an address beside loopback").isNotNull();
        var lite = new IceLiteAgent(new SecureRandom(), IceTimeouts.DEFAULT, System.nanoTime());
        try (var socket = new DatagramSocket(new InetSocketAddress(host, 0))) {
            socket.setSoTimeout(20);
            connect(lite, socket);
            lite.restart(System.nanoTime());
            connect(lite, socket);
            assertThat(lite.previousUfragKey()).isZero();
        }
    }

    private void connect(IceLiteAgent lite, DatagramSocket socket) throws Exception {
        var full = new Agent();
        try {
            full.setControlling(true);
            IceMediaStream stream = full.createMediaStream("bundle");
            Component component =
                    full.createComponent(
                            stream, 20_000, 20_000, 40_000, KeepAliveStrategy.SELECTED_ONLY);
            IceCredentials credentials = lite.localCredentials();
            stream.setRemoteUfrag(credentials.ufrag());
            stream.setRemotePassword(credentials.password());
            IceCandidate candidate = IceCandidate.host(IceCandidate.Transport.UDP, ours(socket), 0);
            component.addRemoteCandidate(
                    new RemoteCandidate(
                            new org.ice4j.TransportAddress(
                                    socket.getLocalAddress(), socket.getLocalPort(), Transport.UDP),
                            component,
                            CandidateType.HOST_CANDIDATE,
                            candidate.foundation(),
                            candidate.priority(),
                            null));
            full.startConnectivityEstablishment();
            long deadline = System.nanoTime() + PATIENCE_NANOS;
            while (System.nanoTime() < deadline
                    && (component.getSelectedPair() == null
                            || !full.getState().isEstablished()
                            || lite.previousUfragKey() != 0)) {
                serve(lite, socket);
            }
            assertThat(full.getState().isEstablished()).isTrue();
            assertThat(lite.state()).isEqualTo(IceState.CONNECTED);
            NetworkPath selected = requireNonNull(lite.selectedPath());
            assertThat(selected.remote().port())
                    .isEqualTo(
                            component
                                    .getSelectedPair()
                                    .getLocalCandidate()
                                    .getTransportAddress()
                                    .getPort());
        } finally {
            full.free();
        }
    }

    private void serve(IceLiteAgent lite, DatagramSocket socket) throws Exception {
        var packet = new DatagramPacket(datagram, datagram.length);
        try {
            socket.receive(packet);
        } catch (SocketTimeoutException e) {
            return;
        }
        var path =
                new NetworkPath(
                        0, TransportAddress.of(packet.getAddress().getAddress(), packet.getPort()));
        var from = packet.getSocketAddress();
        lite.onStun(
                path,
                packet.getData(),
                packet.getOffset(),
                packet.getLength(),
                System.nanoTime(),
                (to, array, offset, length, segment) -> {
                    try {
                        socket.send(new DatagramPacket(array, offset, length, from));
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
    }

    private static TransportAddress ours(DatagramSocket socket) {
        return TransportAddress.of(socket.getLocalAddress().getAddress(), socket.getLocalPort());
    }

    /** The full agent leaves loopback out. */
    private static @Nullable InetAddress hostAddress() throws Exception {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address.getAddress().length == 4)
                .filter(address -> !address.isLoopbackAddress())
                .findFirst()
                .orElse(null);
    }
}
