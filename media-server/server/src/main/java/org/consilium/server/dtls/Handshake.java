package org.consilium.server.dtls;

import java.io.IOException;
import java.util.List;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.TlsTimeoutException;
import org.consilium.media.dtls.DtlsEnd;
import org.consilium.media.dtls.DtlsFingerprint;
import org.consilium.media.dtls.DtlsRole;
import org.consilium.server.loop.LoopExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One blocking handshake on a virtual thread. Everything it has to say it says on the loop's
 * thread, to its {@link Owner}.
 */
final class Handshake {
    private static final Logger LOG = LoggerFactory.getLogger(Handshake.class);

    /** How often the result is offered to a loop whose queue is full, ten milliseconds apart. */
    private static final int RESULT_ATTEMPTS = 1000;

    /** Called on the loop's thread. */
    interface Owner {
        void onHandshakeDatagram(byte[] datagram);

        void onHandshakeComplete(DTLSTransport records, HandshakeOutcome outcome);

        void onHandshakeFailed(DtlsEnd end);
    }

    private final DtlsService service;
    private final LoopExecutor loop;
    private final Owner owner;
    private final DtlsRole role;
    private final HandshakeOutcome outcome;
    private final RecordTransport transport;

    Handshake(
            DtlsService service,
            LoopExecutor loop,
            Owner owner,
            DtlsRole role,
            LocalCertificate certificate,
            List<DtlsFingerprint> expected) {
        this.service = service;
        this.loop = loop;
        this.owner = owner;
        this.role = role;
        outcome = new HandshakeOutcome(certificate, expected);
        transport = new RecordTransport(this::transmit);
    }

    /** Where the loop puts the peer's datagrams. */
    RecordTransport transport() {
        return transport;
    }

    void start() {
        Thread.ofVirtual().name("dtls-handshake").start(this::run);
    }

    private void run() {
        try {
            DTLSTransport records = shakeHands();
            transport.flush();
            tellLoop(() -> owner.onHandshakeComplete(records, outcome));
        } catch (TlsTimeoutException e) {
            tellLoop(() -> owner.onHandshakeFailed(DtlsEnd.TIMED_OUT));
        } catch (IOException e) {
            LOG.debug("handshake failed", e);
            tellLoop(() -> owner.onHandshakeFailed(outcome.end()));
        } catch (RuntimeException e) {
            LOG.warn("handshake failed unexpectedly", e);
            tellLoop(() -> owner.onHandshakeFailed(DtlsEnd.HANDSHAKE_FAILED));
        } finally {
            service.endHandshake();
        }
    }

    private DTLSTransport shakeHands() throws IOException {
        return switch (role) {
            case SERVER ->
                    new DTLSServerProtocol()
                            .accept(
                                    new SrtpTlsServer(
                                            service.crypto(), service.settings(), outcome),
                                    transport);
            case CLIENT ->
                    new DTLSClientProtocol()
                            .connect(
                                    new SrtpTlsClient(
                                            service.crypto(), service.settings(), outcome),
                                    transport);
        };
    }

    /** A full queue loses the datagram, as a network would; it is retransmitted. */
    private void transmit(byte[] array, int offset, int length) {
        var datagram = new byte[length];
        System.arraycopy(array, offset, datagram, 0, length);
        loop.execute(() -> owner.onHandshakeDatagram(datagram));
    }

    /** A result must not get lost, so this thread, which has nothing else to do, tries again. */
    private void tellLoop(Runnable result) {
        for (int i = 0; i < RESULT_ATTEMPTS && !transport.isCancelled(); i++) {
            if (loop.execute(result)) {
                return;
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
