/**
 * Sign-in of people with accounts: access tokens, the rotating refresh cookie, sign-out. The only
 * package that knows the JWT library beside {@code media}.
 */
@NullMarked
package org.consilium.control.login;

import org.jspecify.annotations.NullMarked;
