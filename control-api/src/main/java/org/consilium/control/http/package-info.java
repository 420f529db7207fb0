/**
 * What every resource shares: strict JSON, problem documents (RFC 9457), callers and access rules,
 * rate limits, idempotency keys, headers.
 *
 * <p>Jersey and Jetty meet here; features only see {@code jakarta.ws.rs}. Imports {@code db} and
 * nothing else of this program.
 */
@NullMarked
package org.consilium.control.http;

import org.jspecify.annotations.NullMarked;
