/*
 * What Keydock needs from the system and JavaScript cannot do. Node-API 8, C11, no C++ and no node-gyp.
 *
 *   address(bytes)            where the bytes lie, as a bigint: PKCS#11 parameters with pointers hold it
 *   wipe(bytes)               overwrites them with zeros, in a way the compiler may not leave out
 *   forbidCoreDumps()         no core file and no debugger of the same user for this process; true when it took
 *   linkDescriptor(fd, path)  gives a file without a name (O_TMPFILE) its name, never replacing one; 0 or errno
 *   login(module, session, user, pin)             C_Login
 *   createObject(module, session, types, values)  C_CreateObject
 *   readAttribute(module, session, object, type, into)  C_GetAttributeValue of one attribute
 *
 * The last three call a module that is loaded already, and hand it the very memory that JavaScript holds and wipes. The
 * binding copies what it is given and frees the copies as they are: PINs, KEKs and ECDH secrets stayed in memory. It takes
 * a PIN only as a JavaScript string, and cannot pass the NULL that a reader with a PIN pad of its own wants (PKCS#11 3.1
 * section 5.6.8).
 */
#define _GNU_SOURCE
#define NAPI_VERSION 8
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <node_api.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

/* Every failing Node-API call has set a pending exception or is a bug of ours: say it and stop. */
#define TRY(call)                                                       \
  do {                                                                  \
    if ((call) != napi_ok) {                                            \
      bool pending = false;                                             \
      napi_is_exception_pending(env, &pending);                         \
      if (!pending) napi_throw_error(env, NULL, "keydock: " #call);     \
      return NULL;                                                      \
    }                                                                   \
  } while (0)

/* The memory of a Uint8Array. */
static napi_status take_array(napi_env env, napi_value value, void **data, size_t *length) {
  bool is_array = false;
  napi_is_typedarray(env, value, &is_array);
  napi_typedarray_type type = napi_int8_array;
  if (is_array) {
    napi_status status = napi_get_typedarray_info(env, value, &type, length, data, NULL, NULL);
    if (status != napi_ok) return status;
  }
  if (!is_array || type != napi_uint8_array) {
    napi_throw_type_error(env, NULL, "a Uint8Array is expected");
    return napi_pending_exception;
  }
  return napi_ok;
}

/* The same of the first argument. */
static napi_status take_bytes(napi_env env, napi_callback_info info, void **data, size_t *length) {
  size_t argc = 1;
  napi_value argument;
  napi_status status = napi_get_cb_info(env, info, &argc, &argument, NULL, NULL);
  return status == napi_ok ? take_array(env, argument, data, length) : status;
}

static napi_value address(napi_env env, napi_callback_info info) {
  void *data = NULL;
  size_t length = 0;
  napi_value result;
  TRY(take_bytes(env, info, &data, &length));
  TRY(napi_create_bigint_uint64(env, length == 0 ? 0 : (uint64_t)(uintptr_t)data, &result));
  return result;
}

static napi_value wipe(napi_env env, napi_callback_info info) {
  void *data = NULL;
  size_t length = 0;
  TRY(take_bytes(env, info, &data, &length));
  volatile unsigned char *byte = data;
  for (size_t i = 0; i < length; i++) byte[i] = 0;
  return NULL;
}

static napi_value forbid_core_dumps(napi_env env, napi_callback_info info) {
  (void)info;
  struct rlimit none = {0, 0};
  bool done = setrlimit(RLIMIT_CORE, &none) == 0;
#ifdef __linux__
  done = prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 && done;
#endif
  napi_value result;
  TRY(napi_get_boolean(env, done, &result));
  return result;
}

static napi_value link_descriptor(napi_env env, napi_callback_info info) {
  size_t argc = 2;
  napi_value argv[2], result;
  int32_t fd = -1;
  TRY(napi_get_cb_info(env, info, &argc, argv, NULL, NULL));
  TRY(napi_get_value_int32(env, argv[0], &fd));
  char path[4096];
  size_t length = 0;
  TRY(napi_get_value_string_utf8(env, argv[1], path, sizeof path, &length));
  int error = 0;
  if (length == 0 || length >= sizeof path - 1 || strlen(path) != length) {
    error = ENAMETOOLONG; /* also a path with a NUL inside, which the system would cut there */
  } else {
#ifdef __linux__
    /* AT_EMPTY_PATH needs CAP_DAC_READ_SEARCH; the way through /proc does not (open(2), O_TMPFILE). */
    char descriptor[32];
    snprintf(descriptor, sizeof descriptor, "/proc/self/fd/%d", fd);
    error = linkat(AT_FDCWD, descriptor, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
#else
    error = ENOSYS;
#endif
  }
  TRY(napi_create_int32(env, error, &result));
  return result;
}

/* CK_FUNCTION_LIST of PKCS#11 2.x: a version of two bytes, then the functions in the order of the standard. */
typedef unsigned long ck_ulong;
struct ck_attribute {
  ck_ulong type;
  void *value;
  ck_ulong length;
};
struct ck_function_list {
  unsigned char version[2];
  void (*functions[68])(void);
};
enum { C_LOGIN = 18, C_CREATE_OBJECT = 20, C_GET_ATTRIBUTE_VALUE = 24, CKR_FUNCTION_NOT_SUPPORTED = 0x54 };

/*
 * One function of a module that this process has loaded. RTLD_NOLOAD: only what is loaded is asked, so this can never run
 * another library than the one that was checked; and since it is loaded, the handle need not be kept.
 */
static napi_status take_function(napi_env env, napi_value module, int index, void (**function)(void)) {
  char path[4096];
  size_t length = 0;
  napi_status status = napi_get_value_string_utf8(env, module, path, sizeof path, &length);
  if (status != napi_ok) return status;
  void *handle = dlopen(path, RTLD_NOW | RTLD_NOLOAD);
  if (handle == NULL) {
    napi_throw_error(env, NULL, "this module is not loaded");
    return napi_pending_exception;
  }
  ck_ulong (*get_function_list)(struct ck_function_list **) = NULL;
  struct ck_function_list *list = NULL;
  *(void **)&get_function_list = dlsym(handle, "C_GetFunctionList");
  *function = NULL;
  if (get_function_list != NULL && get_function_list(&list) == 0 && list != NULL) *function = list->functions[index];
  dlclose(handle);
  return napi_ok;
}

static napi_status take_ulong(napi_env env, napi_value value, ck_ulong *number) {
  uint64_t wide = 0;
  bool lossless = false;
  napi_status status = napi_get_value_bigint_uint64(env, value, &wide, &lossless);
  *number = (ck_ulong)wide;
  return status;
}

/* [CKR_..., second] */
static napi_value pair(napi_env env, ck_ulong rv, uint64_t second) {
  napi_value result, numbers[2];
  TRY(napi_create_array_with_length(env, 2, &result));
  TRY(napi_create_uint32(env, (uint32_t)rv, &numbers[0]));
  TRY(napi_create_bigint_uint64(env, second, &numbers[1]));
  TRY(napi_set_element(env, result, 0, numbers[0]));
  TRY(napi_set_element(env, result, 1, numbers[1]));
  return result;
}

static napi_value login(napi_env env, napi_callback_info info) {
  size_t argc = 4;
  napi_value argv[4], result;
  ck_ulong session = 0;
  uint32_t user = 0;
  TRY(napi_get_cb_info(env, info, &argc, argv, NULL, NULL));
  TRY(take_ulong(env, argv[1], &session));
  TRY(napi_get_value_uint32(env, argv[2], &user));
  napi_valuetype type;
  TRY(napi_typeof(env, argv[3], &type));
  void *pin = NULL;
  size_t length = 0;
  if (type != napi_null) {
    TRY(take_array(env, argv[3], &pin, &length));
    if (length == 0) {
      napi_throw_type_error(env, NULL, "a PIN of at least one byte is expected, or null");
      return NULL;
    }
  }
  void (*function)(void) = NULL;
  TRY(take_function(env, argv[0], C_LOGIN, &function));
  ck_ulong (*call)(ck_ulong, ck_ulong, unsigned char *, ck_ulong) = (void *)function;
  ck_ulong rv = call == NULL ? CKR_FUNCTION_NOT_SUPPORTED : call(session, user, pin, length);
  TRY(napi_create_uint32(env, (uint32_t)rv, &result));
  return result;
}

enum { MOST_ATTRIBUTES = 64 };

/* types: array of numbers; values: array of Uint8Array, as many. */
static napi_value create_object(napi_env env, napi_callback_info info) {
  size_t argc = 4;
  napi_value argv[4];
  ck_ulong session = 0;
  uint32_t count = 0, values = 0;
  TRY(napi_get_cb_info(env, info, &argc, argv, NULL, NULL));
  TRY(take_ulong(env, argv[1], &session));
  TRY(napi_get_array_length(env, argv[2], &count));
  TRY(napi_get_array_length(env, argv[3], &values));
  if (count != values || count > MOST_ATTRIBUTES) {
    napi_throw_range_error(env, NULL, "as many values as types are expected, 64 at most");
    return NULL;
  }
  struct ck_attribute template[MOST_ATTRIBUTES];
  for (uint32_t i = 0; i < count; i++) {
    napi_value type, value;
    uint32_t number = 0;
    size_t length = 0;
    TRY(napi_get_element(env, argv[2], i, &type));
    TRY(napi_get_value_uint32(env, type, &number));
    TRY(napi_get_element(env, argv[3], i, &value));
    TRY(take_array(env, value, &template[i].value, &length));
    template[i].type = number;
    template[i].length = length;
  }
  void (*function)(void) = NULL;
  TRY(take_function(env, argv[0], C_CREATE_OBJECT, &function));
  ck_ulong (*call)(ck_ulong, struct ck_attribute *, ck_ulong, ck_ulong *) = (void *)function;
  ck_ulong object = 0;
  ck_ulong rv = call == NULL ? CKR_FUNCTION_NOT_SUPPORTED : call(session, template, count, &object);
  return pair(env, rv, object);
}

/* into: Uint8Array that takes the value, or null to ask for its length. [CKR_..., length] */
static napi_value read_attribute(napi_env env, napi_callback_info info) {
  size_t argc = 5;
  napi_value argv[5];
  ck_ulong session = 0, object = 0;
  uint32_t type = 0;
  TRY(napi_get_cb_info(env, info, &argc, argv, NULL, NULL));
  TRY(take_ulong(env, argv[1], &session));
  TRY(take_ulong(env, argv[2], &object));
  TRY(napi_get_value_uint32(env, argv[3], &type));
  napi_valuetype kind;
  TRY(napi_typeof(env, argv[4], &kind));
  void *into = NULL;
  size_t length = 0;
  if (kind != napi_null) TRY(take_array(env, argv[4], &into, &length));
  void (*function)(void) = NULL;
  TRY(take_function(env, argv[0], C_GET_ATTRIBUTE_VALUE, &function));
  ck_ulong (*call)(ck_ulong, ck_ulong, struct ck_attribute *, ck_ulong) = (void *)function;
  struct ck_attribute attribute = {type, into, length};
  ck_ulong rv = call == NULL ? CKR_FUNCTION_NOT_SUPPORTED : call(session, object, &attribute, 1);
  return pair(env, rv, attribute.length);
}

NAPI_MODULE_INIT() {
  const napi_property_descriptor properties[] = {
      {"address", NULL, address, NULL, NULL, NULL, napi_enumerable, NULL},
      {"wipe", NULL, wipe, NULL, NULL, NULL, napi_enumerable, NULL},
      {"forbidCoreDumps", NULL, forbid_core_dumps, NULL, NULL, NULL, napi_enumerable, NULL},
      {"linkDescriptor", NULL, link_descriptor, NULL, NULL, NULL, napi_enumerable, NULL},
      {"login", NULL, login, NULL, NULL, NULL, napi_enumerable, NULL},
      {"createObject", NULL, create_object, NULL, NULL, NULL, napi_enumerable, NULL},
      {"readAttribute", NULL, read_attribute, NULL, NULL, NULL, napi_enumerable, NULL},
  };
  TRY(napi_define_properties(env, exports, sizeof properties / sizeof *properties, properties));
  return exports;
}
