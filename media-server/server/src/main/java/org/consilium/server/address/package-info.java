/** Decides which addresses we bind and which we announce as host candidates (RFC 8445 §5.1.1). */
@NullMarked
package org.consilium.server.address;

import org.jspecify.annotations.NullMarked;
