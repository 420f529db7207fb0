package org.consilium.server.dtls;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.tls.DTLSTransport;
import org.consilium.media.dtls.DtlsEnd;
import org.consilium.media.dtls.DtlsEndpoint;
import org.consilium.media.dtls.DtlsEvents;
import org.consilium.media.dtls.DtlsFingerprint;
import org.consilium.media.dtls.DtlsRole;
import org.consilium.server.loop.LoopExecutor;
import org.jspecify.annotations.Nullable;

/**
 * One association, seen from its loop. Single writer: the loop's thread; the handshake's thread
 * reaches it only through the loop's queue.
 */
final class LoopEndpoint implements DtlsEndpoint, Handshake.Owner {
    private enum State {
        NEW,
        HANDSHAKING,
        ESTABLISHED,
        OVER
    }

    private final DtlsService service;
    private final LoopExecutor loop;
    private final DtlsFingerprint localFingerprint;
    private State state = State.NEW;
    private @Nullable LocalCertificate certificate;
    private @Nullable DtlsEvents events;
    private @Nullable RecordTransport transport;
    private @Nullable DTLSTransport records;
    private byte[] plain = {};

    LoopEndpoint(DtlsService service, LoopExecutor loop, LocalCertificate certificate) {
        this.service = service;
        this.loop = loop;
        this.certificate = certificate;
        localFingerprint = certificate.fingerprint();
    }

    @Override
    public DtlsFingerprint localFingerprint() {
        return localFingerprint;
    }

    @Override
    public void start(DtlsRole role, List<DtlsFingerprint> expected, DtlsEvents events) {
        if (state != State.NEW || certificate == null) {
            throw new IllegalStateException("started in state " + state);
        }
        this.events = events;
        state = State.HANDSHAKING;
        if (!service.tryBeginHandshake()) {
            // Not from within this call: the caller is not ready for an answer.
            loop.execute(() -> onHandshakeFailed(DtlsEnd.REFUSED));
            return;
        }
        var handshake =
                new Handshake(service, loop, this, role, certificate, List.copyOf(expected));
        transport = handshake.transport();
        handshake.start();
    }

    @Override
    public void onDatagram(byte[] array, int offset, int length) {
        if (transport == null
                || length > RecordTransport.MAX_RECEIVE_BYTES
                || !HandshakeFilter.isPlausible(array, offset, length)) {
            service.countDropped();
            return;
        }
        switch (state) {
            case HANDSHAKING -> {
                if (!HandshakeFilter.isHarmless(array, offset, length)
                        || !transport.offer(array, offset, length)) {
                    service.countDropped();
                }
            }
            case ESTABLISHED -> receiveRecords(array, offset, length);
            case NEW, OVER -> service.countDropped();
        }
    }

    @Override
    public boolean send(byte[] array, int offset, int length) {
        if (state != State.ESTABLISHED || records == null || transport == null || length < 1) {
            return false;
        }
        try {
            records.send(array, offset, length);
            transport.flush();
            return true;
        } catch (IOException ignored) {
            // Not from within this call: the caller may be in the middle of a train.
            loop.execute(this::onRecordsFailed);
            return false;
        }
    }

    @Override
    public void close() {
        if (state == State.ESTABLISHED && records != null) {
            try {
                records.close();
            } catch (IOException ignored) {
                // It could not say good-bye; the peer will find out by ICE.
            }
        }
        release();
    }

    @Override
    public void onHandshakeDatagram(byte[] datagram) {
        if (state == State.HANDSHAKING && events != null) {
            events.onTransmit(datagram, 0, datagram.length);
        }
    }

    @Override
    public void onHandshakeComplete(DTLSTransport established, HandshakeOutcome outcome) {
        if (state != State.HANDSHAKING || transport == null || events == null) {
            Arrays.fill(outcome.keyingMaterial(), (byte) 0);
            return;
        }
        state = State.ESTABLISHED;
        records = established;
        plain = new byte[RecordTransport.MAX_RECEIVE_BYTES];
        var owner = events;
        transport.establish(owner::onTransmit);
        certificate = null;
        service.countEstablished();
        owner.onEstablished(outcome.srtpProfile(), outcome.keyingMaterial());
        // The last flight's datagram may have carried application data too, and more may have come
        // while the result was on its way.
        receiveRecords(plain, 0, 0);
        while (state == State.ESTABLISHED) {
            byte[] leftover = transport.leftover();
            if (leftover == null) {
                return;
            }
            receiveRecords(leftover, 0, leftover.length);
        }
    }

    @Override
    public void onHandshakeFailed(DtlsEnd end) {
        if (state == State.HANDSHAKING) {
            end(end);
        }
    }

    private void onRecordsFailed() {
        if (state == State.ESTABLISHED) {
            end(DtlsEnd.HANDSHAKE_FAILED);
        }
    }

    /** All records of one datagram. With length 0, those left of an earlier one. */
    private void receiveRecords(byte[] array, int offset, int length) {
        if (transport == null || records == null) {
            return;
        }
        transport.provide(array, offset, length);
        try {
            // The millisecond is never waited: see RecordTransport.
            int received =
                    length > 0
                            ? records.receive(plain, 0, plain.length, 1)
                            : records.receivePending(plain, 0, plain.length);
            if (received < 0) {
                // The millisecond went by while the datagram was looked at.
                countFruitless(length);
            }
            while (received >= 0 && state == State.ESTABLISHED) {
                if (received > 0 && events != null) {
                    events.onApplicationData(plain, 0, received);
                }
                if (records == null) {
                    return; // closed by the event
                }
                received = records.receivePending(plain, 0, plain.length);
            }
        } catch (RecordTransport.NothingQueued ignored) {
            // The datagram held nothing for the application: an alert, or rubbish.
            countFruitless(length);
        } catch (IOException e) {
            end(DtlsEnd.HANDSHAKE_FAILED);
            return;
        }
        if (state == State.ESTABLISHED) {
            transport.flush();
            if (transport.isClosed()) {
                end(DtlsEnd.CLOSED_BY_PEER);
            }
        }
    }

    /** A datagram brought nothing, which is as it should be only for the last one. */
    private void countFruitless(int length) {
        if (length > 0 && transport != null && !transport.isClosed()) {
            service.countDropped();
        }
    }

    private void end(DtlsEnd reason) {
        var owner = events;
        release();
        service.countEnd(reason);
        if (owner != null) {
            owner.onEnd(reason);
        }
    }

    /** Drops everything that leads to a key. */
    private void release() {
        state = State.OVER;
        if (transport != null) {
            transport.cancel();
        }
        transport = null;
        records = null;
        certificate = null;
        events = null;
        Arrays.fill(plain, (byte) 0);
        plain = new byte[0];
    }
}
