/*
 * A PKCS#11 module for tests that behaves like SoftHSM until it is told not to. It stands in front of the real library
 * and looks, at every call, into the file named by HOSTILE_RULE; what stands there decides:
 *
 *   hang C_X          never returns          crash C_X    writes to address 0      exit C_X   ends the process
 *   fail C_X 0x31     returns that value     flags 0x20000   these flags are set in CK_TOKEN_INFO as well
 *   lie readable      keys become readable whatever the template says, and C_SetAttributeValue does nothing
 *   lie wrong-key     C_UnwrapKey gives a fresh key instead of the wrapped one
 *   lie wrong-copy    C_CopyObject gives a fresh AES key instead of a copy
 *   lie blind         C_Decrypt takes whatever it is given for a right AES-GCM message, and gives zeros
 *   lie undead        C_DestroyObject destroys nothing and says it did
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <pkcs11/pkcs11.h>

static CK_FUNCTION_LIST *real;
static CK_FUNCTION_LIST mine;
static char verb[32], what[64];
static unsigned long number;

static void read_rule(void) {
  verb[0] = what[0] = 0;
  number = 0;
  FILE *file = fopen(getenv("HOSTILE_RULE"), "r");
  if (file == NULL) return;
  char third[32] = "";
  if (fscanf(file, "%31s %63s %31s", verb, what, third) == 3) number = strtoul(third, NULL, 0);
  fclose(file);
}

/* "readable-and-undead" is both. */
static int lies(const char *how) {
  read_rule();
  return strcmp(verb, "lie") == 0 && strstr(what, how) != NULL;
}

/* What the rule says of this function; 0 is "behave". */
static CK_RV rule_for(const char *function) {
  read_rule();
  if (strcmp(what, function) != 0) return 0;
  if (strcmp(verb, "hang") == 0) for (;;) sleep(1000);
  if (strcmp(verb, "crash") == 0) *(volatile int *)0 = 1;
  if (strcmp(verb, "exit") == 0) _exit(7);
  return strcmp(verb, "fail") == 0 ? number : 0;
}

#define OBEY(name)                    \
  CK_RV ruled = rule_for(#name);      \
  if (ruled != 0) return ruled

/* The template with its secrecy turned off. */
static CK_ATTRIBUTE *betray(CK_ATTRIBUTE *template, CK_ULONG count) {
  static CK_BBOOL no = 0, yes = 1;
  static CK_ATTRIBUTE copy[64];
  for (CK_ULONG i = 0; i < count && i < 64; i++) {
    copy[i] = template[i];
    if (copy[i].type == CKA_SENSITIVE) copy[i].pValue = &no;
    if (copy[i].type == CKA_EXTRACTABLE) copy[i].pValue = &yes;
  }
  return copy;
}

static CK_RV fresh_aes(CK_SESSION_HANDLE s, CK_ATTRIBUTE *template, CK_ULONG count, CK_OBJECT_HANDLE *key) {
  static CK_ULONG length = 32;
  static CK_BBOOL yes = 1, no = 0;
  CK_ATTRIBUTE all[70];
  CK_ATTRIBUTE extra[] = {{CKA_VALUE_LEN, &length, sizeof length}, {CKA_PRIVATE, &yes, 1}, {CKA_SENSITIVE, &yes, 1},
                          {CKA_EXTRACTABLE, &no, 1}, {CKA_DECRYPT, &yes, 1}, {CKA_ENCRYPT, &no, 1}, {CKA_WRAP, &no, 1},
                          {CKA_UNWRAP, &no, 1}, {CKA_SIGN, &no, 1}, {CKA_VERIFY, &no, 1}, {CKA_DERIVE, &no, 1}};
  memcpy(all, template, count * sizeof *template);
  memcpy(all + count, extra, sizeof extra);
  CK_MECHANISM mechanism = {CKM_AES_KEY_GEN, NULL, 0};
  return real->C_GenerateKey(s, &mechanism, all, count + sizeof extra / sizeof *extra, key);
}

static CK_RV get_token_info(CK_SLOT_ID slot, CK_TOKEN_INFO *info) {
  OBEY(C_GetTokenInfo);
  CK_RV rv = real->C_GetTokenInfo(slot, info);
  read_rule();
  if (rv == CKR_OK && strcmp(verb, "flags") == 0) info->flags |= strtoul(what, NULL, 0);
  return rv;
}
static CK_RV get_slot_list(CK_BBOOL present, CK_SLOT_ID *slots, CK_ULONG *count) {
  OBEY(C_GetSlotList);
  return real->C_GetSlotList(present, slots, count);
}
static CK_RV open_session(CK_SLOT_ID slot, CK_FLAGS flags, void *app, CK_NOTIFY notify, CK_SESSION_HANDLE *s) {
  OBEY(C_OpenSession);
  return real->C_OpenSession(slot, flags, app, notify, s);
}
static CK_RV login(CK_SESSION_HANDLE s, CK_USER_TYPE user, CK_UTF8CHAR *pin, CK_ULONG length) {
  OBEY(C_Login);
  if (pin == NULL) { /* a PIN pad on which the right PIN was typed */
    if (user != CKU_CONTEXT_SPECIFIC) return CKR_OK;
    CK_UTF8CHAR *typed = (CK_UTF8CHAR *)getenv("HOSTILE_PAD");
    return real->C_Login(s, user, typed, strlen((char *)typed));
  }
  return real->C_Login(s, user, pin, length);
}
static CK_RV set_attributes(CK_SESSION_HANDLE s, CK_OBJECT_HANDLE o, CK_ATTRIBUTE *t, CK_ULONG n) {
  OBEY(C_SetAttributeValue);
  if (lies("readable")) return CKR_OK;
  return real->C_SetAttributeValue(s, o, t, n);
}
static CK_RV copy_object(CK_SESSION_HANDLE s, CK_OBJECT_HANDLE o, CK_ATTRIBUTE *t, CK_ULONG n, CK_OBJECT_HANDLE *out) {
  OBEY(C_CopyObject);
  if (lies("wrong-copy")) return fresh_aes(s, t, n, out);
  return real->C_CopyObject(s, o, t, n, out);
}
static CK_RV destroy_object(CK_SESSION_HANDLE s, CK_OBJECT_HANDLE o) {
  OBEY(C_DestroyObject);
  return lies("undead") ? CKR_OK : real->C_DestroyObject(s, o);
}
static CK_RV derive_key(CK_SESSION_HANDLE s, CK_MECHANISM *m, CK_OBJECT_HANDLE k, CK_ATTRIBUTE *t, CK_ULONG n,
                        CK_OBJECT_HANDLE *out) {
  OBEY(C_DeriveKey);
  return real->C_DeriveKey(s, m, k, t, n, out);
}
static CK_RV unwrap_key(CK_SESSION_HANDLE s, CK_MECHANISM *m, CK_OBJECT_HANDLE k, CK_BYTE *w, CK_ULONG wn, CK_ATTRIBUTE *t,
                        CK_ULONG n, CK_OBJECT_HANDLE *out) {
  OBEY(C_UnwrapKey);
  if (lies("readable")) t = betray(t, n);
  if (lies("wrong-key")) {
    static CK_BYTE p256[] = {0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};
    CK_MECHANISM generate = {CKM_EC_KEY_PAIR_GEN, NULL, 0};
    CK_ATTRIBUTE parameters = {CKA_EC_PARAMS, p256, sizeof p256};
    CK_OBJECT_HANDLE public_key;
    return real->C_GenerateKeyPair(s, &generate, &parameters, 1, t, n, &public_key, out);
  }
  return real->C_UnwrapKey(s, m, k, w, wn, t, n, out);
}
static CK_RV create_object(CK_SESSION_HANDLE s, CK_ATTRIBUTE *t, CK_ULONG n, CK_OBJECT_HANDLE *out) {
  OBEY(C_CreateObject);
  return real->C_CreateObject(s, t, n, out);
}
static CK_RV digest_key(CK_SESSION_HANDLE s, CK_OBJECT_HANDLE k) {
  OBEY(C_DigestKey);
  return real->C_DigestKey(s, k);
}
/* The decryption that has begun is AES-GCM. */
static int gcm;
static CK_RV decrypt_init(CK_SESSION_HANDLE s, CK_MECHANISM *m, CK_OBJECT_HANDLE k) {
  OBEY(C_DecryptInit);
  gcm = m->mechanism == CKM_AES_GCM;
  return real->C_DecryptInit(s, m, k);
}
static CK_RV decrypt(CK_SESSION_HANDLE s, CK_BYTE *c, CK_ULONG n, CK_BYTE *out, CK_ULONG *on) {
  OBEY(C_Decrypt);
  CK_RV rv = real->C_Decrypt(s, c, n, out, on);
  if (rv == CKR_OK || !gcm || out == NULL || !lies("blind")) return rv;
  *on = n - 16;
  memset(out, 0, *on);
  return CKR_OK;
}
static CK_RV sign(CK_SESSION_HANDLE s, CK_BYTE *d, CK_ULONG n, CK_BYTE *out, CK_ULONG *on) {
  OBEY(C_Sign);
  return real->C_Sign(s, d, n, out, on);
}

__attribute__((visibility("default"))) CK_RV C_GetFunctionList(CK_FUNCTION_LIST **list) {
  if (real == NULL) {
    void *library = dlopen(getenv("HOSTILE_REAL"), RTLD_NOW);
    CK_RV (*get)(CK_FUNCTION_LIST **) = library ? dlsym(library, "C_GetFunctionList") : NULL;
    if (get == NULL || get(&real) != CKR_OK) return CKR_GENERAL_ERROR;
    mine = *real;
    mine.C_GetFunctionList = C_GetFunctionList;
    mine.C_GetTokenInfo = get_token_info;
    mine.C_GetSlotList = get_slot_list;
    mine.C_OpenSession = open_session;
    mine.C_Login = login;
    mine.C_SetAttributeValue = set_attributes;
    mine.C_CopyObject = copy_object;
    mine.C_DestroyObject = destroy_object;
    mine.C_DeriveKey = derive_key;
    mine.C_UnwrapKey = unwrap_key;
    mine.C_CreateObject = create_object;
    mine.C_DigestKey = digest_key;
    mine.C_DecryptInit = decrypt_init;
    mine.C_Decrypt = decrypt;
    mine.C_Sign = sign;
  }
  *list = &mine;
  return CKR_OK;
}
