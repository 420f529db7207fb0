import call from './fr/call.json'
import chat from './fr/chat.json'
import consults from './fr/consults.json'
import signIn from './fr/sign-in.json'
import users from './fr/users.json'

/** What is said after the join page. */
export const resources = { call, chat, consults, signIn, users }
