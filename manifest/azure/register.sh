#!/bin/sh
# Registers the bot in Azure with the Azure CLI: app, secret, registration, Teams channel.
#
#   sh manifest/azure/register.sh --name lotse-musterstadt --domain lotse.musterstadt.de --secret secret.txt
#
# The secret goes into a file that only you can read, and nowhere else. With --identity RESOURCE_ID (a managed
# identity that you have) neither app nor secret is made. What is there already is used again: run it twice.
set -eu

name='' domain='' group='' location='germanywestcentral' identity='' secret='' days=365
here=$(dirname "$0")

stop() {
    printf '%s\n' "$*" >&2
    exit 2
}

while [ $# -gt 0 ]; do
    [ $# -ge 2 ] || stop "Nach $1 fehlt die Angabe. / $1 needs a value."
    case $1 in
    --name) name=$2 ;;
    --domain) domain=$2 ;;
    --group) group=$2 ;;
    --location) location=$2 ;;
    --identity) identity=$2 ;;
    --secret) secret=$2 ;;
    --days) days=$2 ;;
    *) stop "Unbekannt / unknown: $1" ;;
    esac
    shift 2
done
[ -n "$name" ] || stop 'Nötig ist --name. / --name is needed.'
[ -n "$domain" ] || stop 'Nötig ist --domain. / --domain is needed.'
[ -n "$identity" ] || [ -n "$secret" ] || stop "Nötig ist --secret DATEI oder --identity ID. / Give --secret FILE or --identity ID."
[ -z "$secret" ] || [ ! -e "$secret" ] || stop "$secret gibt es schon. / $secret is there already."
command -v az >/dev/null || stop 'Die Azure CLI (az) fehlt. / The Azure CLI (az) is missing.'
group=${group:-$name}

tenant=$(az account show --query tenantId --output tsv) || stop 'Bitte zuerst: / First: az login'

if [ -n "$identity" ]; then
    kind=UserAssignedMSI
    app=$(az identity show --ids "$identity" --query clientId --output tsv)
else
    kind=SingleTenant
    app=$(az ad app list --filter "displayName eq '$name'" --query '[0].appId' --output tsv)
    if [ -z "$app" ]; then
        app=$(az ad app create --display-name "$name" --sign-in-audience AzureADMyOrg --query appId --output tsv)
    fi
    [ -n "$(az ad sp list --filter "appId eq '$app'" --query '[0].id' --output tsv)" ] ||
        az ad sp create --id "$app" --output none
fi

az group create --name "$group" --location "$location" --output none
az deployment group create --resource-group "$group" --name "$name" --template-file "$here/bot.bicep" --output none \
    --parameters name="$name" domain="$domain" appId="$app" tenantId="$tenant" appType="$kind" identityId="$identity"

# The secret comes last: where something above fails, none is left behind unused.
ends=''
if [ -n "$secret" ]; then
    ends=$(date -u -d "+$days days" +%Y-%m-%d 2>/dev/null || date -u -v "+${days}d" +%Y-%m-%d)
    (
        umask 077
        az ad app credential reset --id "$app" --append --display-name digitallotse --end-date "$ends" \
            --query password --output tsv >"$secret"
    ) || {
        rm -f "$secret"
        exit 1
    }
fi

echo '# settings.yaml'
echo "app_id: $app"
echo "app_tenant: $tenant"
if [ -n "$secret" ]; then
    echo "app_password_expires: $ends"
    echo "# LOTSE_APP_PASSWORD_FILE=$secret"
else
    echo 'app_type: managed-identity'
fi
echo "domain: $domain"
