package org.consilium.server.dtls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.consilium.media.buffer.BigEndian;
import org.consilium.media.dtls.DtlsEnd;
import org.consilium.media.dtls.DtlsEndpoint;
import org.consilium.media.dtls.DtlsFingerprint;
import org.consilium.media.dtls.DtlsRole;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against an independent implementation: the command openssl, over real UDP on loopback. */
class OpenSslPeerTest {
    private static final String GCM_128 = "SRTP_AEAD_AES_128_GCM";
    private static final String GCM_256 = "SRTP_AEAD_AES_256_GCM";
    private static final String CM = "SRTP_AES128_CM_SHA1_80";

    private final TestLoop loop = new TestLoop();
    private final DtlsService service =
            new DtlsService(DtlsSettings.standard(), new SecureRandom(), InstantSource.system());
    private final BlockingQueue<String> output = new LinkedBlockingQueue<>();
    private final List<byte[]> received = new CopyOnWriteArrayList<>();
    private final List<Process> processes = new ArrayList<>();
    private final DatagramSocket socket;
    private final Path certificate;
    private final Path key;
    private final DtlsFingerprint fingerprint;
    private volatile @Nullable SocketAddress remote;

    private record Served(DtlsEndpoint endpoint, RecordingEvents events) {}

    OpenSslPeerTest(@TempDir Path folder) throws Exception {
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        certificate = folder.resolve("peer.pem");
        key = folder.resolve("peer.key");
        run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=peer",
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString());
        try (var in = Files.newInputStream(certificate)) {
            byte[] encoded =
                    CertificateFactory.getInstance("X.509").generateCertificate(in).getEncoded();
            byte[] hash = MessageDigest.getInstance("SHA-384").digest(encoded);
            fingerprint =
                    new DtlsFingerprint("sha-384", HexFormat.ofDelimiter(":").formatHex(hash));
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (var process : processes) {
            process.destroy();
            process.waitFor(5, TimeUnit.SECONDS);
        }
        socket.close();
        loop.close();
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
    }

    private RecordingEvents events() {
        return new RecordingEvents(
                bytes -> {
                    try {
                        if (remote != null) {
                            socket.send(new DatagramPacket(bytes, bytes.length, remote));
                        }
                    } catch (IOException e) {
                        // The peer is gone: a datagram is lost.
                    }
                });
    }

    /** Feeds what comes in to the endpoint until the socket is closed. */
    private void pump(DtlsEndpoint endpoint) {
        Thread.ofVirtual()
                .start(
                        () -> {
                            var packet = new DatagramPacket(new byte[2000], 2000);
                            while (!socket.isClosed()) {
                                try {
                                    packet.setLength(2000);
                                    socket.receive(packet);
                                } catch (IOException e) {
                                    continue;
                                }
                                remote = packet.getSocketAddress();
                                byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
                                received.add(bytes);
                                loop.execute(() -> endpoint.onDatagram(bytes, 0, bytes.length));
                            }
                        });
    }

    private Process openssl(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        processes.add(process);
        Thread.ofVirtual()
                .start(
                        () -> {
                            try (var reader =
                                    new BufferedReader(
                                            new InputStreamReader(
                                                    process.getInputStream(), UTF_8))) {
                                for (String line = reader.readLine();
                                        line != null;
                                        line = reader.readLine()) {
                                    output.add(line);
                                }
                            } catch (IOException e) {
                                output.add("reading failed: " + e);
                            }
                        });
        return process;
    }

    private String awaitLine(String part) throws InterruptedException {
        var seen = new ArrayList<String>();
        for (; ; ) {
            String line = output.poll(20, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("no line with " + part + " in " + seen);
            }
            if (line.contains(part)) {
                return line;
            }
            seen.add(line);
        }
    }

    private Process client(String profiles, int length, String... more) throws IOException {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "s_client",
                                "-dtls1_2",
                                "-connect",
                                "127.0.0.1:" + socket.getLocalPort(),
                                "-use_srtp",
                                profiles,
                                "-cert",
                                certificate.toString(),
                                "-key",
                                key.toString(),
                                "-keymatexport",
                                "EXTRACTOR-dtls_srtp",
                                "-keymatexportlen",
                                Integer.toString(length)));
        arguments.addAll(List.of(more));
        return openssl(arguments.toArray(String[]::new));
    }

    private Served serve(List<DtlsFingerprint> expected) {
        DtlsEndpoint server = loop.call(() -> service.provider(loop).open());
        var events = events();
        loop.run(() -> server.start(DtlsRole.SERVER, expected, events));
        pump(server);
        return new Served(server, events);
    }

    /** The peer's order of preference does not matter. */
    @ParameterizedTest
    @CsvSource({
        CM + ":" + GCM_256 + ":" + GCM_128 + ",7,56",
        CM + ":" + GCM_256 + ",8,88",
        CM + ",1,60"
    })
    void asServerItAgreesOnProfileAndKeys(String profiles, int number, int length)
            throws Exception {
        var events = serve(List.of(fingerprint)).events();

        client(profiles, length);

        var established = TestLoop.await(events.established);
        assertThat(established.profile()).isEqualTo(number);
        String line = awaitLine("Keying material:");
        assertThat(line.substring(line.indexOf(':') + 1).trim())
                .isEqualToIgnoringCase(HexFormat.of().formatHex(established.keyingMaterial()));
    }

    @Test
    void dataFlowsBothWaysAndQuittingIsSeen() throws Exception {
        var served = serve(List.of(fingerprint));
        var events = served.events();
        var stdin = client(GCM_128, 56).outputWriter(UTF_8);
        TestLoop.await(events.established);
        awaitLine("Verify return code");

        stdin.write("question\n");
        stdin.flush();
        assertThat(events.nextData()).isEqualTo("question\n");
        byte[] answer = "answer\n".getBytes(UTF_8);
        assertThat(loop.call(() -> served.endpoint().send(answer, 0, answer.length))).isTrue();
        awaitLine("answer");

        stdin.write("Q\n");
        stdin.flush();
        assertThat(TestLoop.await(events.end)).isEqualTo(DtlsEnd.CLOSED_BY_PEER);
    }

    /** A small MTU makes openssl fragment its messages, as browsers fragment their ClientHello. */
    @Test
    void aFragmentedClientHelloIsPutTogether() throws Exception {
        var events = serve(List.of(fingerprint)).events();

        client(GCM_128, 56, "-mtu", "256", "-alpn", "webrtc," + "x".repeat(200));

        assertThat(TestLoop.await(events.established).profile()).isEqualTo(7);
        byte[] hello = received.getFirst();
        int messageLength = BigEndian.u24(hello, 14);
        int fragmentLength = BigEndian.u24(hello, 22);
        assertThat(fragmentLength).isLessThan(messageLength);
    }

    @Test
    void withoutCommonProfileThereIsNoAssociation() throws Exception {
        var events = serve(List.of(fingerprint)).events();

        client("SRTP_AES128_CM_SHA1_32", 56);

        assertThat(TestLoop.await(events.end)).isEqualTo(DtlsEnd.HANDSHAKE_FAILED);
        awaitLine("handshake failure");
    }

    @Test
    void anotherCertificateThanSignalledIsRefused() throws Exception {
        var events = serve(List.of(new DtlsFingerprint("sha-256", "00:11:22"))).events();

        client(GCM_128, 56);

        assertThat(TestLoop.await(events.end)).isEqualTo(DtlsEnd.FINGERPRINT_MISMATCH);
        awaitLine("bad certificate");
    }

    @Test
    void aPeerWithoutCertificateIsRefused() throws Exception {
        var events = serve(List.of(fingerprint)).events();

        openssl(
                "s_client",
                "-dtls1_2",
                "-connect",
                "127.0.0.1:" + socket.getLocalPort(),
                "-use_srtp",
                GCM_128);

        assertThat(TestLoop.await(events.end)).isEqualTo(DtlsEnd.FINGERPRINT_MISMATCH);
    }

    @Test
    void asClientItAgreesWithAServer() throws Exception {
        int port;
        try (var probe = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
        openssl(
                "s_server",
                "-dtls1_2",
                "-accept",
                "127.0.0.1:" + port,
                "-use_srtp",
                GCM_256 + ":" + CM,
                "-cert",
                certificate.toString(),
                "-key",
                key.toString(),
                "-Verify",
                "1",
                "-keymatexport",
                "EXTRACTOR-dtls_srtp",
                "-keymatexportlen",
                "88");
        awaitLine("ACCEPT");
        remote = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        DtlsEndpoint client = loop.call(() -> service.provider(loop).open());
        var events = events();
        loop.run(() -> client.start(DtlsRole.CLIENT, List.of(fingerprint), events));
        pump(client);

        var established = TestLoop.await(events.established);
        assertThat(established.profile()).isEqualTo(8);
        String line = awaitLine("Keying material:");
        assertThat(line.substring(line.indexOf(':') + 1).trim())
                .isEqualToIgnoringCase(HexFormat.of().formatHex(established.keyingMaterial()));
        loop.run(client::close);
    }
}
