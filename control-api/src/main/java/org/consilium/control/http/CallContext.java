package org.consilium.control.http;

import jakarta.ws.rs.container.ContainerRequestContext;

/**
 * Facts about one request that rate limits and the audit log need.
 *
 * @param address of the other end of the connection; never logged or stored as it is
 */
public record CallContext(String address, String requestId) {
    public static CallContext of(ContainerRequestContext request) {
        return new CallContext(AccessFilter.address(request), HeadersFilter.requestId(request));
    }
}
