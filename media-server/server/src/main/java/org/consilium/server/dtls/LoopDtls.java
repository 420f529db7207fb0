package org.consilium.server.dtls;

import org.consilium.media.buffer.NetworkPath;
import org.consilium.media.dtls.DtlsEndpoint;
import org.consilium.media.dtls.DtlsProvider;
import org.consilium.server.loop.LoopExecutor;

/** DTLS of one loop. Single writer: that loop's thread. */
final class LoopDtls implements DtlsProvider {
    private final DtlsService service;
    private final LoopExecutor loop;
    private final HandshakeLimiter limiter;

    LoopDtls(DtlsService service, LoopExecutor loop) {
        this.service = service;
        this.loop = loop;
        limiter = new HandshakeLimiter(service.settings());
    }

    @Override
    public DtlsEndpoint open() {
        return new LoopEndpoint(service, loop, service.takeCertificate());
    }

    @Override
    public boolean mayHandshake(NetworkPath path, long nowNanos) {
        return limiter.tryBegin(path.remote(), nowNanos);
    }
}
