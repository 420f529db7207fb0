/**
 * Access tokens: what a client or a server shows to be let in. Verifies tokens of our API keys,
 * re-issues them during a call. JSON Web Tokens (RFC 7519) signed with HS256 (RFC 7518 §3.2) and no
 * other algorithm. Imports the core's permission types.
 */
@NullMarked
package org.consilium.server.signal.token;

import org.jspecify.annotations.NullMarked;
